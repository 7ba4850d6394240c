package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads to a server that means harm. */
class UploadSessionTest {

    private final CloseableHttpClient client =
            HttpClients.custom().disableAutomaticRetries().build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    @TempDir private Path directory;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        Files.writeString(directory.resolve("a.txt"), "x".repeat(5_000));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private interface Answer {
        /** Answers with a code and a body, and may add headers. */
        void give(HttpExchange call) throws IOException;
    }

    private ApiCalls calls(Answer answer) {
        server.createContext(
                "/",
                call -> {
                    try (call) {
                        call.getRequestBody().readAllBytes();
                        answer.give(call);
                    }
                });
        return new ApiCalls(client, address(), null);
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void start(HttpExchange call) throws IOException {
        call.getResponseHeaders().add("X-Goog-Upload-URL", address() + "/put");
        call.sendResponseHeaders(200, -1);
    }

    private static void send(HttpExchange call, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(code, bytes.length);
        call.getResponseBody().write(bytes);
    }

    private FileSource source() throws IOException {
        return FileSource.of(directory.resolve("a.txt"));
    }

    private static boolean isStart(HttpExchange call) {
        return call.getRequestURI().getPath().startsWith("/upload");
    }

    private static boolean isQuery(HttpExchange call) {
        return "query".equals(call.getRequestHeaders().getFirst("X-Goog-Upload-Command"));
    }

    @Test
    void aServerThatTakesAFileByteByByteIsGivenUp() throws IOException {
        AtomicInteger taken = new AtomicInteger();
        ApiCalls calls =
                calls(
                        call -> {
                            if (isStart(call)) {
                                start(call);
                            } else if (isQuery(call)) {
                                call.getResponseHeaders().add("X-Goog-Upload-Status", "active");
                                call.getResponseHeaders()
                                        .add(
                                                "X-Goog-Upload-Size-Received",
                                                String.valueOf(taken.incrementAndGet()));
                                call.sendResponseHeaders(200, -1);
                            } else {
                                send(call, 503, "{}");
                            }
                        });
        FilesClient files = new FilesClient(calls, pause -> {});

        assertThatThrownBy(() -> files.upload(source(), "files/a", "a", "text/plain"))
                .isInstanceOf(GeminiException.class);
        assertThat(taken.get()).isLessThan(10);
    }

    /** Its prompt would fail, although nothing is wrong with it. */
    @ParameterizedTest
    @ValueSource(ints = {404, 503})
    void anUploadThatTheServerHasForgottenIsAFaultOfTheServer(int code) throws IOException {
        String missing = "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\",\"message\":\"gone\"}}";
        ApiCalls calls =
                calls(
                        call -> {
                            if (isStart(call)) {
                                start(call);
                            } else if (isQuery(call) || call.getRequestMethod().equals("GET")) {
                                send(call, 404, missing);
                            } else {
                                send(call, code, missing);
                            }
                        });
        FilesClient files = new FilesClient(calls, pause -> {});

        assertThatThrownBy(() -> files.upload(source(), "files/a", "a", "text/plain"))
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e ->
                                assertThat(e.failure().kind())
                                        .isEqualTo(FailureKind.MALFORMED_ANSWER));
    }

    /** It is the upload's own trouble: told of the address of the API, it would stop all. */
    @Test
    void anAddressThatLeadsElsewhereIsAFaultOfTheAnswer() throws IOException {
        AtomicInteger starts = new AtomicInteger();
        ApiCalls calls =
                calls(
                        call -> {
                            starts.incrementAndGet();
                            call.getResponseHeaders()
                                    .add("X-Goog-Upload-URL", "http://192.0.2.1:1/put?secret");
                            call.sendResponseHeaders(200, -1);
                        });
        FilesClient files = new FilesClient(calls, pause -> {});

        assertThatThrownBy(() -> files.upload(source(), "files/a", "a", "text/plain"))
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.MALFORMED_ANSWER))
                .hasMessageNotContaining("secret");
        assertThat(starts).hasValue(1);
    }

    @Test
    void aFileWithoutANameIsNotTakenForTheOneThatIsLookedFor() throws IOException {
        ApiCalls calls =
                calls(
                        call ->
                                send(
                                        call,
                                        200,
                                        """
                                        {"uri":"http://x/a","state":"PROCESSING",
                                         "sha256Hash":"%s"}"""
                                                .formatted(hash())));
        UploadedFiles files =
                new UploadedFiles(
                        calls, null, Duration.ofMinutes(1), Clock.systemUTC(), pause -> {});
        UntrustedFiles folder = new UntrustedFiles(directory, false);

        assertThatThrownBy(
                        () ->
                                files.acquire(
                                        FileSource.of(folder, "a.txt", folder.look("a.txt")),
                                        "text/plain"))
                .isInstanceOf(GeminiException.class)
                .hasMessageContaining("All names for this file are taken");
    }

    private String hash() throws IOException {
        return java.util.Base64.getEncoder()
                .encodeToString(
                        io.github.geminiroutes.support.Sha256.hex(
                                        Files.readAllBytes(directory.resolve("a.txt")))
                                .getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aDownloadThatDripsIsGivenUpAfterAWhile() {
        long minute = Duration.ofMinutes(1).toNanos();

        assertThatThrownBy(
                        () -> BoundedDownload.requirePace(100_000, minute, Duration.ofSeconds(20)))
                .isInstanceOf(GeminiException.class)
                .hasMessageContaining("too slow");
        BoundedDownload.requirePace(1_000_000, minute, Duration.ofSeconds(20));
        BoundedDownload.requirePace(1, Duration.ofSeconds(10).toNanos(), Duration.ofSeconds(20));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each of them is tried for half a minute. */
    @Test
    @Timeout(30)
    void uploadsThatAreRefusedAtTheirStartHoldNoOtherUp() throws Exception {
        CountDownLatch refused = new CountDownLatch(4);
        CountDownLatch end = new CountDownLatch(1);
        ApiCalls calls =
                calls(
                        call -> {
                            if (!isStart(call)) {
                                call.getResponseHeaders().add("X-Goog-Upload-Status", "final");
                                send(
                                        call,
                                        200,
                                        "{\"file\":{\"name\":\"files/a\",\"uri\":\"http://x/a\"}}");
                            } else if (refused.getCount() > 0) {
                                send(call, 503, "{}");
                            } else {
                                start(call);
                            }
                        });
        FilesClient files =
                new FilesClient(
                        calls,
                        pause -> {
                            refused.countDown();
                            awaitQuietly(end);
                        });
        for (int i = 0; i < 4; i++) {
            threads.submit(() -> files.upload(source(), "files/b", "b", "text/plain"));
        }
        refused.await();

        assertThat(files.upload(source(), "files/a", "a", "text/plain").name())
                .isEqualTo("files/a");
        end.countDown();
    }

    @Test
    @Timeout(30)
    void threeUploadsGoAtATime() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(8);
        CountDownLatch three = new CountDownLatch(3);
        ApiCalls calls =
                calls(
                        call -> {
                            if (isStart(call)) {
                                start(call);
                            } else {
                                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                                three.countDown();
                                awaitQuietly(three);
                                now.decrementAndGet();
                                call.getResponseHeaders().add("X-Goog-Upload-Status", "final");
                                send(
                                        call,
                                        200,
                                        "{\"file\":{\"name\":\"files/a\",\"uri\":\"http://x/a\"}}");
                            }
                        });
        FilesClient files = new FilesClient(calls, pause -> {});
        for (int i = 0; i < 8; i++) {
            threads.submit(
                    () -> {
                        RemoteFile file = files.upload(source(), "files/a", "a", "text/plain");
                        all.countDown();
                        return file;
                    });
        }

        all.await();
        assertThat(most.get()).isLessThanOrEqualTo(3);
    }
}
