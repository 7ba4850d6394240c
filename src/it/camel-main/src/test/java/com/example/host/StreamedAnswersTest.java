package com.example.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.kit.Traces;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.geminiroutes.generate.BrokenStreamException;
import io.github.geminiroutes.generate.PieceStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Answers in pieces, with the HTTP client that this version of Camel brings: retried before the
 * first piece, whole, broken, left open by a reader when the host stops.
 */
class StreamedAnswersTest {

    private static final String PIECE =
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"%d \"}]}%s}]}\n\n";

    private final Main main = new Main();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private HttpServer gemini;

    @BeforeEach
    void open() throws IOException {
        gemini = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gemini.setExecutor(threads);
    }

    @AfterEach
    void close() {
        main.stop();
        released.countDown();
        gemini.stop(0);
        threads.shutdownNow();
    }

    @Test
    void theFirstPieceIsWaitedForAndTheOthersCome() {
        start(
                exchange -> {
                    if (calls.incrementAndGet() < 3) {
                        exchange.sendResponseHeaders(503, -1);
                        return;
                    }
                    OutputStream out = begin(exchange);
                    for (int i = 1; i < 1_000; i++) {
                        write(out, i, "");
                    }
                    write(out, 1_000, ",\"finishReason\":\"STOP\"");
                });

        List<String> pieces = new ArrayList<>();
        try (PieceStream stream = ask()) {
            stream.forEachRemaining(pieces::add);
        }

        assertThat(calls).hasValue(3);
        assertThat(pieces).hasSize(1_000).last().asString().contains("1000 ");
    }

    @Test
    void aBreakIsToldAfterThePiecesThatCameWhole() {
        start(
                exchange -> {
                    calls.incrementAndGet();
                    write(begin(exchange), 1, "");
                });

        PieceStream stream = ask();

        assertThat(stream.next()).contains("1 ");
        assertThatThrownBy(stream::hasNext).isInstanceOf(BrokenStreamException.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void theHostStopsInTimeWithAStreamThatNobodyReads() throws Exception {
        start(
                exchange -> {
                    write(begin(exchange), 1, "");
                    released.await();
                });
        PieceStream stream = ask();

        assertThat(stream.next()).contains("1 ");
        threads.submit(main::stop).get(30, TimeUnit.SECONDS);
        assertThatThrownBy(stream::hasNext).isInstanceOf(BrokenStreamException.class);
        // The clock of all calls of a process goes by itself, ten seconds after the last call.
        assertThat(Traces.threadsOfGemini()).isSubsetOf("gemini-call-deadline");
    }

    private PieceStream ask() {
        Exchange exchange =
                main.getCamelContext()
                        .createProducerTemplate()
                        .send("direct:tale", e -> e.getMessage().setBody("Tell me a tale."));
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(PieceStream.class);
    }

    private void start(Served served) {
        gemini.createContext(
                "/v1beta/models/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    try (exchange) {
                        served.by(exchange);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        gemini.start();
        main.addOverrideProperty(
                "camel.main.routesIncludePattern",
                "classpath:streams/*,classpath:gemini-routes/gemini-generate.camel.yaml"
                        + ",classpath:gemini-routes/gemini-stream.camel.yaml"
                        + ",classpath:gemini-routes/gemini-redelivery.camel.yaml");
        main.addOverrideProperty("camel.main.shutdownTimeout", "10");
        main.addOverrideProperty("gemini.api-key-file", "");
        main.addOverrideProperty("gemini.api-key", "key-of-the-host");
        main.addOverrideProperty(
                "gemini.base-url", "http://127.0.0.1:" + gemini.getAddress().getPort());
        main.addOverrideProperty("gemini.retry.base-delay", "0.01");
        main.addOverrideProperty(
                "gemini.http.call-timeout", Duration.ofMinutes(1).toSeconds() + "");
        main.start();
    }

    private static OutputStream begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private static void write(OutputStream out, int number, String end) throws IOException {
        out.write(PIECE.formatted(number, end).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private interface Served {
        void by(HttpExchange exchange) throws IOException, InterruptedException;
    }
}
