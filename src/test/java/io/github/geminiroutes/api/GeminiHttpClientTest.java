package io.github.geminiroutes.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.testing.LogCapture;
import io.github.geminiroutes.testing.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiHttpClientTest {

    private record Received(URI address, Headers headers) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final ApiKey key = new ApiKey();
    private HttpServer server;
    private CloseableHttpClient client;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        client = ConfiguredClient.withKey(key);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.stop(0);
    }

    private void serverSays(int code, Map<String, String> headers) {
        server.createContext(
                "/",
                call -> {
                    received.add(new Received(call.getRequestURI(), call.getRequestHeaders()));
                    headers.forEach(call.getResponseHeaders()::set);
                    call.sendResponseHeaders(code, -1);
                    call.close();
                });
    }

    private int post() throws IOException {
        ClassicHttpRequest request =
                ClassicRequestBuilder.post(
                                "http://127.0.0.1:"
                                        + server.getAddress().getPort()
                                        + "/v1beta/models/m:countTokens")
                        .addHeader(GeminiHttpClient.KEY_HEADER, "from a message header")
                        .setEntity("{}")
                        .build();
        return client.execute(request, HttpResponse::getCode);
    }

    @Test
    void theKeyGoesIntoItsOneHeaderAndNotIntoTheAddress() throws IOException {
        serverSays(200, Map.of());
        key.setKey("AQ.secret");

        assertThat(post()).isEqualTo(200);

        assertThat(received).hasSize(1);
        assertThat(received.get(0).headers().get("x-goog-api-key")).containsExactly("AQ.secret");
        assertThat(received.get(0).address()).hasToString("/v1beta/models/m:countTokens");
    }

    @Test
    void eachCallTakesTheKeyAsItStands() throws IOException {
        serverSays(200, Map.of());
        key.setKey("one");
        post();
        key.setKey("two");
        post();

        assertThat(received)
                .extracting(call -> call.headers().getFirst("x-goog-api-key"))
                .containsExactly("one", "two");
    }

    /** HttpClient writes a stack trace into the log for one that it cannot read. */
    @ParameterizedTest
    @ValueSource(strings = {"Digest", "Digest x", "Digest realm=\"x\"", "Basic"})
    void aChallengeOfTheServerIsNotLookedAt(String challenge) throws IOException {
        serverSays(401, Map.of("WWW-Authenticate", challenge));
        key.setKey("k");
        try (LogCapture log = new LogCapture("org.apache.hc")) {
            assertThat(post()).isEqualTo(401);
            assertThat(log.events()).isEmpty();
        }
    }

    /** An error that is no IOException would fail the prompt. */
    @ParameterizedTest
    @ValueSource(strings = {"000", "099", "-01", "1000", "2 0"})
    void aCodeThatNoAnswerHasIsTheServersFault(String code) throws IOException {
        key.setKey("k");
        try (RawServer odd =
                RawServer.start(
                        connection -> {
                            connection.getInputStream().read(new byte[4_096]);
                            connection
                                    .getOutputStream()
                                    .write(("HTTP/1.1 " + code + " x\r\n\r\n").getBytes(UTF_8));
                            connection.close();
                        })) {
            ClassicHttpRequest request =
                    ClassicRequestBuilder.post(
                                    "http://127.0.0.1:" + odd.port() + "/v1beta/models/m")
                            .setEntity("{}")
                            .build();

            assertThatThrownBy(() -> client.execute(request, HttpResponse::getCode))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void itNeverRetriesByItself(int code) throws IOException {
        serverSays(code, Map.of("Retry-After", "0"));
        key.setKey("k");

        assertThat(post()).isEqualTo(code);

        assertThat(received).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void itNeverFollowsARedirectWithTheKey(int code) throws IOException {
        serverSays(code, Map.of("Location", "/elsewhere"));
        key.setKey("k");

        assertThat(post()).isEqualTo(code);

        assertThat(received).hasSize(1);
    }

    @Test
    void itKeepsNoCookies() throws IOException {
        serverSays(200, Map.of("Set-Cookie", "id=1; Path=/"));
        key.setKey("k");

        post();
        post();

        assertThat(received).hasSize(2);
        assertThat(received.get(1).headers()).doesNotContainKey("Cookie");
    }

    @Test
    void withoutAKeyNothingIsSent() {
        serverSays(200, Map.of());

        assertThatThrownBy(this::post).isInstanceOf(GeminiException.class);

        assertThat(received).isEmpty();
    }

    @Test
    void itGoesThroughTheProxyAndGivesItItsOwnPasswordOnly() throws IOException {
        String refusal =
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\n"
                        + "Content-Length: 0\r\n\r\n";
        try (RawServer proxy = RawServer.answering(refusal)) {
            assertThat(through("http://me:pass@127.0.0.1:" + proxy.port(), "")).isEqualTo(407);

            assertThat(proxy.heads()).hasSize(2);
            // The name is the proxy's to look up: here it would be unknown.
            assertThat(proxy.heads().get(0))
                    .startsWith("GET http://gemini.invalid/v1beta/models/m HTTP/1.1")
                    .doesNotContain("Proxy-Authorization");
            assertThat(proxy.heads().get(1)).contains("Proxy-Authorization: Basic bWU6cGFzcw==");
        }
    }

    @Test
    void itLeavesTheProxyOutForHostsThatAreExcepted() throws IOException {
        try (RawServer proxy =
                RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            String address = "http://127.0.0.1:" + proxy.port();

            assertThat(through(address, "")).isEqualTo(200);
            assertThatThrownBy(() -> through(address, "invalid"))
                    .isInstanceOf(UnknownHostException.class);

            assertThat(proxy.heads()).hasSize(1);
        }
    }

    private int through(String proxy, String noProxy) throws IOException {
        key.setKey("k");
        GeminiHttpClient configurer = new GeminiHttpClient();
        configurer.setKey(key);
        configurer.setProxy(proxy);
        configurer.setNoProxy(noProxy);
        try (CloseableHttpClient proxied = ConfiguredClient.of(configurer)) {
            return proxied.execute(
                    ClassicRequestBuilder.get("http://gemini.invalid/v1beta/models/m").build(),
                    HttpResponse::getCode);
        }
    }

    @Test
    void withoutAKeyOfItsOwnItSendsNone() throws IOException {
        serverSays(200, Map.of());
        try (CloseableHttpClient keyless = ConfiguredClient.of(new GeminiHttpClient())) {
            keyless.execute(
                    ClassicRequestBuilder.get(
                                    "http://127.0.0.1:" + server.getAddress().getPort() + "/")
                            .build(),
                    HttpResponse::getCode);
        }

        assertThat(received.get(0).headers()).doesNotContainKey("x-goog-api-key");
    }
}
