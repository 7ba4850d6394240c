package io.github.geminiroutes.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.geminiroutes.testing.LogCapture;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.LogEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a stranger sends, and however the connection ends, nothing of it is in the log. */
@Timeout(120)
class MalformedRequestsTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n";
    private static final String POST = "POST /v1beta/models/m HTTP/1.1\r\nHost: localhost\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0".repeat(20);

    private static Vertx vertx;
    private static long eventLoop;
    private static HttpServer pages;
    private static HttpServer slow;

    @BeforeAll
    static void startServers() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Router router = Router.router(vertx);
        router.route().handler(new RequestGuard(false, Set.of())::check);
        router.route()
                .handler(
                        call -> {
                            eventLoop = Thread.currentThread().getId();
                            call.end("live");
                        });
        pages = start().requestHandler(router);
        slow = start().requestHandler(request -> request.bodyHandler(body -> {}));
        for (HttpServer server : new HttpServer[] {pages, slow}) {
            server.listen().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static HttpServer start() {
        return BoundedVertx.of(vertx, ConnectionLimit.of(256, 1_024), null)
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0));
    }

    @AfterAll
    static void stopServers() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    static Stream<Arguments> inputs() {
        return Stream.of(
                arguments(
                        "h2c",
                        GET
                                + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                                + "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n"
                                + PREFACE),
                arguments("HTTP/2", PREFACE),
                arguments("HTTP/2 behind a request", GET + "\r\n" + PREFACE),
                arguments("TLS", "\26\3\1\2\0\1\0\1\374\3\3" + "x".repeat(500)),
                arguments("SSH", "SSH-2.0-OpenSSH_9.6\r\n"),
                arguments("a proxy's line", "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n" + GET + "\r\n"),
                arguments("zeros", "\0".repeat(10_000)),
                arguments("high bytes", "\377\376".repeat(5_000)),
                arguments("blank lines", "\r\n".repeat(5_000)),
                arguments("one word", "GET\r\n\r\n"),
                arguments("no method", " / HTTP/1.1\r\n\r\n"),
                arguments("odd version", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n"),
                arguments("no version", "GET / FTP\r\nHost: localhost\r\n\r\n"),
                arguments("cut line", "GET / HT"),
                arguments("cut head", GET + "X-a: b"),
                arguments("long line", "GET /" + "a".repeat(100_000)),
                arguments("long header", GET + "X: " + "a".repeat(100_000)),
                arguments("many headers", GET + "X: a\r\n".repeat(20_000)),
                arguments("header without colon", GET + "nothing\r\n\r\n"),
                arguments("header without name", GET + ": a\r\n\r\n"),
                arguments("blank in a name", GET + "X y : a\r\n\r\n"),
                arguments("zero in a header", GET + "X: a\0b\r\n\r\n"),
                arguments("lone carriage return", GET + "X: a\rb\r\n\r\n"),
                arguments("folded header", GET + "X: a\r\n b\r\n\r\n"),
                arguments("odd host", "GET / HTTP/1.1\r\nHost: a b:99999999999\r\n\r\n"),
                arguments("odd target", "GET http://[::1 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("tunnel", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
                arguments("asterisk", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("odd cookie", GET + "Cookie: =;;\1=\"\r\n\r\n"),
                arguments("no length", POST + "Content-Length: x\r\n\r\n"),
                arguments("large length", POST + "Content-Length: 99999999999999999999\r\n\r\n"),
                arguments("less than the length", POST + "Content-Length: 10\r\n\r\nabc"),
                arguments("more than the length", POST + "Content-Length: 1\r\n\r\nabc"),
                arguments("no chunk", CHUNKED + "zz\r\n"),
                arguments("negative chunk", CHUNKED + "-1\r\nabc"),
                arguments("huge chunk", CHUNKED + "ffffffffffffffff\r\nabc"),
                arguments("chunk without an end", CHUNKED + "1\r\nabc\r\n"),
                arguments("cut chunk", CHUNKED + "ff\r\nabc"),
                arguments("odd trailer", CHUNKED + "1\r\na\r\n0\r\nX\0\r\n\r\n"),
                arguments("odd coding", POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                arguments("odd expectation", POST + "Expect: x\r\nContent-Length: 1\r\n\r\n"),
                arguments(
                        "expectation", POST + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n"),
                arguments(
                        "WebSocket",
                        GET
                                + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n"
                                + "\201\377\0\0"),
                arguments("odd form", POST + "Content-Type: multipart/form-data\r\n\r\nabc"),
                arguments(
                        "cut request behind another",
                        GET + "\r\n" + POST + "Content-Length: 9\r\n\r\na"),
                arguments("cut chunk behind another", GET + "\r\n" + CHUNKED + "ff\r\na"),
                arguments("cut head behind another", GET + "\r\nGET / HTTP/1.1\r\nHost"),
                arguments("nonsense behind another", GET + "\r\n\1\2\3\r\n\r\n"),
                arguments("many behind another", (GET + "\r\n").repeat(40) + POST),
                arguments(
                        "large one behind another",
                        GET
                                + "\r\n"
                                + POST
                                + "Content-Length: 900000\r\n\r\n"
                                + "a".repeat(800_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inputs")
    void nothingOfItIsLogged(String name, String sent) throws IOException {
        try (LogCapture netty = new LogCapture("io.netty");
                LogCapture vertx = new LogCapture("io.vertx");
                LogCapture ours = new LogCapture("io.github.geminiroutes.app")) {
            for (HttpServer server : new HttpServer[] {pages, slow}) {
                send(server, sent, false);
                send(server, sent, true);
            }
            // The event loop has seen the ends of the others when it answers this one.
            assertThat(send(pages, GET + "\r\n", true)).contains("live");

            assertThat(Stream.of(netty, vertx, ours).flatMap(log -> log.events().stream()))
                    .filteredOn(event -> event.getThreadId() == eventLoop)
                    .extracting(LogEvent::getMessage)
                    .isEmpty();
        }
    }

    /**
     * Ends the connection by a reset, or properly.
     *
     * @return what came back
     */
    private static String send(HttpServer server, String text, boolean isProper)
            throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
            socket.setSoTimeout(60_000);
            try {
                socket.getOutputStream().write(text.getBytes(ISO_8859_1));
                if (isProper) {
                    socket.shutdownOutput();
                    return read(socket.getInputStream());
                }
                socket.setSoLinger(true, 0);
                return "";
            } catch (IOException e) {
                return "hung up: " + e.getMessage();
            }
        }
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }
}
