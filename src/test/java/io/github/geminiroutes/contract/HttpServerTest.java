package io.github.geminiroutes.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.Fetch;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The port of health, metrics and the page. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@Tag("process")
@Order(9)
class HttpServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir Path temporary;
    private GeminiServer server;
    private ProgramSettings settings;
    private DropFolders folders;

    @BeforeEach
    void startServer() {
        server = GeminiServer.start();
        settings = new ProgramSettings(temporary.resolve("work")).server(server);
        folders = new DropFolders(settings.dataDir());
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    /** What a raw connection gets for these lines; empty if it is closed without an answer. */
    private static String ask(String url, String lines) throws Exception {
        URI address = URI.create(url);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(lines.replace("\n", "\r\n").getBytes(UTF_8));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            return String.valueOf(answer.readLine());
        }
    }

    @Test
    void requestsOfOtherSitesAndWithBodiesAreRefused() throws Exception {
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            String url = program.httpUrl();
            String live = "GET /observe/health/live HTTP/1.1\n";

            assertThat(ask(url, live + "Host: localhost\n\n")).contains(" 200 ");
            assertThat(ask(url, live + "Host: rebound.example.net\n\n")).contains(" 421 ");
            assertThat(ask(url, live + "Host: localhost\nContent-Length: 5\n\nhello"))
                    .contains(" 400 ");
            assertThat(
                            ask(
                                    url,
                                    live
                                            + "Host: localhost\nContent-Length: 4\n"
                                            + "Transfer-Encoding: chunked\n\n0\n\n"))
                    .contains(" 400 ");
            assertThat(
                            ask(
                                    url,
                                    live
                                            + "Host: localhost\nConnection: Upgrade, HTTP2-Settings\n"
                                            + "Upgrade: h2c\nHTTP2-Settings: AAMAAABk\n\n"))
                    .doesNotContain(" 101 ");
        }
    }

    @Test
    void idleConnectionsAreFewAndThePromptsGoOn() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            URI address = URI.create(program.httpUrl());
            for (int i = 0; i < 400; i++) {
                idle.add(new Socket(address.getHost(), address.getPort()));
            }
            folders.drop("a.txt", "Hello?");

            await().atMost(LIMIT).until(() -> Files.exists(folders.in("done", "a.txt")));
            await().atMost(LIMIT)
                    .until(() -> idle.stream().filter(HttpServerTest::isClosed).count() >= 144);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    /** The server ends those that are too many at once. */
    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void servesHealthAndMetricsAndNothingBeside() throws Exception {
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            String url = program.httpUrl();

            assertThat(Fetch.get(url + "/observe/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> ready = Fetch.get(url + "/observe/health/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).contains("\"status\":\"UP\"");
            assertThat(ready.headers().firstValue("X-Content-Type-Options")).contains("nosniff");

            HttpResponse<String> metrics = Fetch.get(url + "/observe/metrics");
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/plain; version=0.0.4");
            assertThat(metrics.body()).contains("jvm_memory_used_bytes{");

            for (String path : new String[] {"/nope", "/observe", "/q/dev", "/pom.xml", "/..%2f"}) {
                assertThat(Fetch.get(url + path).statusCode()).as(path).isEqualTo(404);
            }
            for (String method : new String[] {"POST", "PUT", "DELETE", "HEAD", "OPTIONS"}) {
                assertThat(Fetch.send(method, url + "/observe/health/live").statusCode())
                        .as(method)
                        .isEqualTo(405);
            }
            program.terminate();
            assertThat(program.awaitExit(LIMIT)).isZero();
        }
    }

    @Test
    void showsTheMetricThatWorkersAreScaledBy() throws Exception {
        Matcher autoscaler =
                Pattern.compile("metric:\\s+name: (\\w+)")
                        .matcher(
                                Files.readString(
                                        Path.of(
                                                "deploy/kubernetes/components/workers/horizontal-pod-autoscaler.yaml")));
        assertThat(autoscaler.find()).isTrue();
        server.latency(Duration.ofSeconds(2));
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            String metrics = program.httpUrl() + "/observe/metrics";
            assertThat(Fetch.get(metrics).body()).contains("\n" + autoscaler.group(1) + " 0.0\n");

            folders.drop("a.txt", "a");
            folders.drop("b.txt", "b");

            await().atMost(LIMIT)
                    .until(
                            () ->
                                    Fetch.get(metrics)
                                            .body()
                                            .contains("\n" + autoscaler.group(1) + " 2.0\n"));
            await().atMost(LIMIT)
                    .until(
                            () ->
                                    Fetch.get(metrics)
                                            .body()
                                            .contains("\n" + autoscaler.group(1) + " 0.0\n"));
        }
    }

    @Test
    void runRefusesAPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            settings.set("HTTP_PORT", String.valueOf(taken.getLocalPort()));
            folders.drop("later.txt", "later");
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                assertThat(program.awaitExit(LIMIT)).isEqualTo(2);
                assertThat(program.stderr())
                        .isEqualTo(
                                ("gemini-routes: HTTP_PORT=%d: the port is taken on 127.0.0.1: stop"
                                                + " the program that listens there, or set HTTP_PORT"
                                                + " to another (0: any free one)%n")
                                        .formatted(taken.getLocalPort()));
            }
            assertThat(server.log().arrived()).isZero();
        }
    }

    @Test
    void aDrainGoesOnWithoutThePort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            settings.set("HTTP_PORT", String.valueOf(taken.getLocalPort()));
            folders.drop("now.txt", "now");
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                assertThat(program.awaitExit(LIMIT)).isZero();
                assertThat(program.stderr().lines())
                        .containsOnlyOnce(
                                ("gemini-routes: continues without health and metrics:"
                                                + " HTTP_PORT=%d: the port is taken on 127.0.0.1:"
                                                + " stop the program that listens there, or set"
                                                + " HTTP_PORT to another (0: any free one)")
                                        .formatted(taken.getLocalPort()));
            }
            assertThat(folders.names("done")).containsExactly("now.txt");
        }
    }

    @Test
    void aHostThatIsNotOfThisMachineIsRefused() throws Exception {
        // Of the range kept for documentation: nobody's.
        settings.set("HTTP_HOST", "192.0.2.1");
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            assertThat(program.awaitExit(LIMIT)).isEqualTo(2);
            assertThat(program.stderr())
                    .isEqualTo(
                            "gemini-routes: HTTP_HOST=192.0.2.1: must be an address of this machine"
                                    + " such as 127.0.0.1\n");
        }
    }
}
