package io.github.geminiroutes.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server as Camel makes it, with our bounds and our guard, asked by raw connections. */
@Timeout(120)
class BoundedVertxTest {

    private static final String HOST = "Host: localhost\n";

    private static final int MORE = 200;

    private static final AtomicInteger failures = new AtomicInteger();

    private static Vertx vertx;
    private static final ConnectionLimit LIMIT = ConnectionLimit.of(256, 1_024);
    private static HttpServer server;

    @BeforeAll
    static void startServer() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Router router = Router.router(vertx);
        router.route().handler(new RequestGuard(false, Set.of())::check);
        router.route().handler(call -> call.end("live"));
        router.errorHandler(400, call -> failures.incrementAndGet());
        server =
                BoundedVertx.of(vertx, LIMIT, null)
                        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                        .requestHandler(router);
        server.listen().toCompletionStage().toCompletableFuture().join();
    }

    @AfterAll
    static void stopServer() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", server.actualPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static String statusLine(Socket socket, String lines) throws IOException {
        socket.getOutputStream().write(lines.replace("\n", "\r\n").getBytes(US_ASCII));
        return String.valueOf(
                new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))
                        .readLine());
    }

    @Test
    void whoComesLastIsAnsweredHoweverManyIdleConnectionsThereAre() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < BoundedVertx.MOST_CONNECTIONS + MORE; i++) {
                idle.add(connect());
            }
            try (Socket probe = connect()) {
                assertThat(statusLine(probe, "GET / HTTP/1.1\n" + HOST + "\n")).contains(" 200 ");
            }
            // A burst leaves no connection more than there may be.
            await().until(() -> areClosed(idle.subList(0, MORE)));
            assertThat(isClosed(idle.get(idle.size() - 1))).as("the newest").isFalse();
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private static boolean areClosed(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            if (!isClosed(socket)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Two readers of one request would see two hosts, or two ends of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ | Host: localhost~Host: evil.example.net | 400",
                "/ | Host: evil.example.net~Host: localhost | 400",
                "/ | Host: localhost~HOST: localhost | 400",
                "http://evil.example.net/ | Host: localhost | 400",
                "http://localhost/ | Host: evil.example.net | 400",
                "/ | Host: localhost, evil.example.net | 400",
                "/ | Host: | 421",
                "/ | X: y | 400",
                "/ | Host: localhost~Content-Length: 0~Content-Length: 5 | 400",
                "/ | Host: localhost~Content-Length: 5~Content-Length: 0 | 400",
                "/ | Host: localhost~Content-Length: 0, 5 | 400",
                "/ | Host: localhost~Content-Length: +5 | 400",
                "/ | Host: localhost~Content-Length: -1 | 400",
                "/ | Host: localhost~Content-Length: 0~Transfer-Encoding: chunked | 400",
                "/ | Host: localhost~Transfer-Encoding: chunked~Content-Length: 0 | 400",
                "/ | Host: localhost~Transfer-Encoding: identity | 400",
                "/ | Host: localhost~Transfer-Encoding: xchunked | 400",
                "* | Host: localhost | 400",
                "\\x | Host: localhost | 400",
                "evil.example:443 | Host: localhost | 400",
                "/%zz | Host: localhost | 400",
                "/a% | Host: localhost | 400",
                "/?a=%4 | Host: localhost | 400",
                "/%61?a=%4F | Host: localhost | 200",
                "/ | Host: localhost~Content-Length: 0 | 200"
            })
    void whatCanBeReadInTwoWaysIsRefused(String target, String headers, int code)
            throws IOException {
        try (Socket socket = connect()) {
            String lines = "GET " + target + " HTTP/1.1\n" + headers.replace("~", "\n") + "\n\n";

            assertThat(statusLine(socket, lines)).contains(" " + code + " ");
            assertThat(failures).as("each would be a stack trace in the log").hasValue(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/%zz, INVALID_ARGUMENT",
        "/v1beta/models/a%, INVALID_ARGUMENT",
        "/v1beta/models?key=%z, INVALID_ARGUMENT",
        "/other/%zz, ''"
    })
    void anAddressOfTheGatewayWithABadEscapeIsRefusedAsGoogleRefuses(String target, String status)
            throws IOException {
        AtomicInteger routed = new AtomicInteger();
        HttpServer gateway =
                BoundedVertx.of(
                                vertx,
                                LIMIT,
                                new IdleConnections(9, Duration.ofMinutes(1), () -> 0L))
                        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                        .requestHandler(request -> routed.incrementAndGet());
        gateway.listen().toCompletionStage().toCompletableFuture().join();

        try (Socket socket = new Socket("127.0.0.1", gateway.actualPort())) {
            socket.setSoTimeout(60_000);
            String lines =
                    "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(lines.getBytes(US_ASCII));
            String reply = new String(socket.getInputStream().readAllBytes(), US_ASCII);

            assertThat(reply).startsWith("HTTP/1.1 400 ").contains(status);
            assertThat(reply.contains("\"error\"")).isEqualTo(!status.isEmpty());
            assertThat(routed).hasValue(0);
        } finally {
            gateway.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void requestsBehindOneThatWaitsAreAnsweredInTheirOrder() throws IOException {
        HttpServer late =
                BoundedVertx.of(vertx, LIMIT, null)
                        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                        .requestHandler(
                                request -> {
                                    if (request.path().equals("/1")) {
                                        vertx.setTimer(50, now -> request.response().end("one"));
                                    } else {
                                        request.response().end(request.path());
                                    }
                                });
        late.listen().toCompletionStage().toCompletableFuture().join();
        try (Socket socket = new Socket("127.0.0.1", late.actualPort())) {
            socket.setSoTimeout(60_000);
            for (String path : List.of("/1", "/2", "/3", "/4")) {
                String line = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
                socket.getOutputStream().write(line.getBytes(US_ASCII));
            }
            StringBuilder answers = new StringBuilder();
            int one = 0;
            while (one >= 0 && !answers.toString().endsWith("/4")) {
                one = socket.getInputStream().read();
                answers.append((char) one);
            }

            assertThat(answers).containsSubsequence("one", "/2", "/3", "/4");
        } finally {
            late.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** None of them is answered: Vert.x would keep all that follow the first. */
    @Test
    void whoSendsManyRequestsBeforeTheFirstIsAnsweredIsDisconnected() throws IOException {
        HttpServer slow =
                BoundedVertx.of(vertx, LIMIT, null)
                        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                        .requestHandler(request -> {});
        slow.listen().toCompletionStage().toCompletableFuture().join();
        try (Socket socket = new Socket("127.0.0.1", slow.actualPort())) {
            socket.getOutputStream()
                    .write(
                            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .repeat(18)
                                    .getBytes(US_ASCII));

            await().until(() -> isOver(socket));
        }
    }

    /** 200 MB of answers, of which the sockets take some. */
    @Test
    void whoAsksAndAsksAndReadsNothingIsDisconnected() throws IOException {
        AtomicInteger answered = new AtomicInteger();
        String large = "x".repeat(100_000);
        HttpServer pages =
                BoundedVertx.of(vertx, LIMIT, null)
                        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                        .requestHandler(
                                request -> {
                                    answered.incrementAndGet();
                                    request.response().end(large);
                                });
        pages.listen().toCompletionStage().toCompletableFuture().join();
        try (Socket socket = new Socket("127.0.0.1", pages.actualPort())) {
            byte[] requests =
                    ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2_000)).getBytes(US_ASCII);
            try {
                socket.getOutputStream().write(requests);
            } catch (IOException e) {
                assertThat(e).as("the server hangs up").isNotNull();
            }
            await().until(() -> isOver(socket));
        }

        assertThat(answered.get()).isLessThan(500);
    }

    /** Reads what the sockets hold. */
    private static boolean isOver(Socket socket) {
        try {
            socket.setSoTimeout(1_000);
            return socket.getInputStream().read(new byte[1_000_000]) < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
