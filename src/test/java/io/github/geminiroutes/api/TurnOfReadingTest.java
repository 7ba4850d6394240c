package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.HostileServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that sends small chunks faster than they are read. */
@Timeout(60)
class TurnOfReadingTest {

    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n";

    private static final String EVENT = "data: {\"a\":\"" + "x".repeat(980) + "\"}\r\n\r\n";

    private static final String CHUNK =
            Integer.toHexString(EVENT.length()) + "\r\n" + EVENT + "\r\n";

    private final List<StreamedCall> calls = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> ends = new ArrayList<>();
    private HostileServer server;
    private StreamClient streams;

    @BeforeEach
    void start() throws Exception {
        server = new HostileServer();
        server.answers(
                request -> {
                    String asked = new String(request.body());
                    request.write(HEAD);
                    if (asked.contains("flood")) {
                        request.writeForEver(CHUNK);
                    }
                    request.write(CHUNK + "0\r\n\r\n");
                });
        GeminiHttpClient configurer = new GeminiHttpClient();
        configurer.setMaxConnections(10);
        configurer.setCallTimeout(60);
        streams = configurer.streams(Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        calls.forEach(StreamedCall::cancel);
        // Closed with calls in their midst, HttpCore logs what befalls it.
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .handle((nothing, error) -> nothing)
                .get(30, TimeUnit.SECONDS);
        streams.close();
    }

    @Test
    void sendsNoMoreThanATurnBeyondTheRoom() throws Exception {
        CompletableFuture<Void> full = new CompletableFuture<>();
        AtomicLong came = new AtomicLong();

        send("flood", new Reader(came, () -> {}, full));
        full.get(30, TimeUnit.SECONDS);
        send("good", new Reader(new AtomicLong(), () -> {}, null)).get(30, TimeUnit.SECONDS);

        assertThat(came).hasValueLessThan(2L * StreamClient.WINDOW + 2L * TurnOfReading.MOST);
    }

    @Test
    void holdsNoOtherStreamUp() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        CountDownLatch floods = new CountDownLatch(4 * 100);
        Runnable slow =
                () -> {
                    floods.countDown();
                    if (!isOver.get()) {
                        spin();
                    }
                };
        for (int i = 0; i < 4; i++) {
            send("flood", new Reader(new AtomicLong(), slow, null));
        }
        assertThat(floods.await(30, TimeUnit.SECONDS)).isTrue();

        send("good", new Reader(new AtomicLong(), () -> {}, null)).get(30, TimeUnit.SECONDS);

        isOver.set(true);
    }

    /** As reading a piece takes a moment of the processor. */
    private static void spin() {
        long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(200);
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private CompletableFuture<Void> send(String body, Reader reader) {
        CompletableFuture<Void> ended = reader.ended;
        ends.add(ended);
        streams.send(
                URI.create(server.address()),
                new TimedRequestBody(body.getBytes(), null, () -> {}),
                reader);
        return ended;
    }

    private final class Reader implements StreamListener {

        private final AtomicLong came;
        private final Runnable each;
        private final CompletableFuture<Void> full;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        /**
         * @param full completed when there is no room any longer; null if there always is
         */
        Reader(AtomicLong came, Runnable each, CompletableFuture<Void> full) {
            this.came = came;
            this.each = each;
            this.full = full;
        }

        @Override
        public void sending(StreamedCall call) {
            calls.add(call);
        }

        @Override
        public void begun(Head head) {
            // The pieces tell.
        }

        @Override
        public void piece(byte[] json) {
            came.addAndGet(json.length);
            each.run();
        }

        @Override
        public boolean hasRoom(long partial) {
            if (full != null) {
                full.complete(null);
            }
            return full == null;
        }

        @Override
        public void ended() {
            ended.complete(null);
        }

        @Override
        public void refused(Head head, byte[] body) {
            ended.completeExceptionally(new AssertionError("refused by the server"));
        }

        @Override
        public void failed(Exception error) {
            ended.completeExceptionally(error);
        }
    }
}
