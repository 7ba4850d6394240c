package io.github.geminiroutes.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A receiver of events by HTTP on loopback, which fails on request. */
public final class EventHook implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int THREADS = 16;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final int failsEvery;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final Map<String, List<JsonNode>> bySubject = new ConcurrentHashMap<>();
    private volatile boolean isDown;

    private EventHook(int failsEvery) throws IOException {
        this.failsEvery = failsEvery;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/hook", this::take);
        server.start();
    }

    /**
     * Starts it.
     *
     * @param failsEvery one call of so many is refused with 503; 0: none
     */
    public static EventHook start(int failsEvery) {
        try {
            return new EventHook(failsEvery);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(HttpExchange call) throws IOException {
        try (call) {
            byte[] body = call.getRequestBody().readAllBytes();
            boolean isRefused =
                    isDown || failsEvery > 0 && calls.incrementAndGet() % failsEvery == 0;
            if (!isRefused) {
                JsonNode event = JSON.readTree(body);
                taken.incrementAndGet();
                ids.add(event.path("id").asText());
                bySubject
                        .computeIfAbsent(
                                event.path("subject").asText(), s -> new CopyOnWriteArrayList<>())
                        .add(event);
            }
            call.sendResponseHeaders(isRefused ? 503 : 204, -1);
        }
    }

    /** Its address, as an endpoint of Camel. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** Refuses everything, or no more. */
    public void down(boolean newIsDown) {
        isDown = newIsDown;
    }

    /** The events that were taken, in their order, by what they are about. */
    public Map<String, List<JsonNode>> bySubject() {
        return bySubject;
    }

    /** How many events were taken, those that came twice included. */
    public long taken() {
        return taken.get();
    }

    /** How many different events were taken. */
    public long different() {
        return ids.size();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
