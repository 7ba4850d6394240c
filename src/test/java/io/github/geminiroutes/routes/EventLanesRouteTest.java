package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.geminiroutes.event.Event;
import io.github.geminiroutes.event.EventType;
import io.github.geminiroutes.event.Events;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** An endpoint that holds the events of all lanes but one up: that one goes on. */
class EventLanesRouteTest extends EventRoutesTestSupport {

    private static final int LANES = 16;
    private static final CountDownLatch OPEN = new CountDownLatch(1);
    private static final AtomicInteger HELD = new AtomicInteger();
    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
    private static final Set<String> TAKEN = ConcurrentHashMap.newKeySet();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static final HttpServer HOOK = hook();

    private static HttpServer hook() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(THREADS);
            server.createContext("/hook", EventLanesRouteTest::take);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses each event once, so that retries are held, too. */
    private static void take(HttpExchange call) throws IOException {
        try (call) {
            String event = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean isFirst = SEEN.add(event);
            if (!isFirst && event.contains("held-")) {
                HELD.incrementAndGet();
                OPEN.await(SOON.toSeconds(), TimeUnit.SECONDS);
            }
            call.sendResponseHeaders(isFirst ? 503 : 204, -1);
            if (!isFirst) {
                TAKEN.add(event);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterAll
    static void stop() {
        OPEN.countDown();
        HOOK.stop(0);
        THREADS.shutdownNow();
    }

    @Override
    String endpoint() {
        return "http://127.0.0.1:" + HOOK.getAddress().getPort() + "/hook";
    }

    private void tell(String prompt) {
        Events.publish(
                context(),
                Event.ofPrompt(EventType.PROMPT_ANSWERED, prompt, "answered", Instant.now()));
    }

    private static String named(String name, int lane) {
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> name + number)
                .filter(one -> Math.floorMod(one.hashCode(), LANES) == lane)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLaneThatIsNotHeldUpGoesOn() {
        for (int lane = 1; lane < LANES; lane++) {
            tell(named("held-", lane));
        }
        soon().until(() -> HELD.get() == LANES - 1);

        tell(named("free-", 0));
        soon().until(() -> !TAKEN.isEmpty());
        assertThat(TAKEN).hasSize(1).allMatch(event -> event.contains("free-"));

        OPEN.countDown();
        soon().until(() -> Events.of(context()).pending() == 0);
    }
}
