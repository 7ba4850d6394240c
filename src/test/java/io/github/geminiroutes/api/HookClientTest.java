package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.testing.HostileServer;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class HookClientTest {

    private static int post(HostileServer.Answer answer, Duration most) throws IOException {
        try (HostileServer server = new HostileServer();
                CloseableHttpClient http = ConfiguredClient.of(new HookClient(most))) {
            server.answers(answer);
            return http.execute(new HttpPost(server.address()), response -> response.getCode());
        }
    }

    static Stream<HostileServer.Answer> withoutAnEnd() {
        return Stream.of(
                HostileServer.endless("", "HTTP/1.1 100 Continue\r\n\r\n"),
                request -> {
                    request.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    while (true) {
                        request.write("1\r\na\r\n");
                        request.pause(10);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("withoutAnEnd")
    void anAnswerWithoutAnEndIsGivenUp(HostileServer.Answer answer) {
        assertThatThrownBy(() -> post(answer, Duration.ofSeconds(1)))
                .isInstanceOf(GeminiException.class)
                .hasMessageContaining("1 s");
    }

    /** A handshake for each event would cost more than the event. */
    @Test
    void theConnectionIsKept() throws IOException {
        try (HostileServer server = new HostileServer();
                CloseableHttpClient http = ConfiguredClient.of(new HookClient())) {
            for (int i = 0; i < 3; i++) {
                http.execute(new HttpPost(server.address()), response -> response.getCode());
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** They would be kept without an end, and sent back with each event. */
    @Test
    void cookiesAreNotKept() throws IOException {
        HttpClientBuilder builder = HttpClientBuilder.create();
        new HookClient().configureHttpClient(builder);
        List<String> heads = new CopyOnWriteArrayList<>();
        try (HostileServer server = new HostileServer();
                CloseableHttpClient http = builder.build()) {
            server.answers(
                    request -> {
                        heads.add(request.head());
                        request.write(
                                "HTTP/1.1 200 OK\r\nSet-Cookie: session=1\r\nContent-Length: 0\r\n\r\n");
                    });
            for (int i = 0; i < 2; i++) {
                http.execute(new HttpPost(server.address()), response -> response.getCode());
            }
        }

        assertThat(heads).hasSize(2).noneMatch(head -> head.contains("Cookie"));
    }

    @Test
    void aCallTakesHalfAMinuteUnlessTheOperatorWaitsLonger() {
        ForwardProxy none = ForwardProxy.of("", "");
        assertThat(HookClient.of(Duration.ofSeconds(5), none).most())
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(HookClient.of(Duration.ofSeconds(45), none).most())
                .isEqualTo(Duration.ofSeconds(45));
    }

    private static String firstLine(HostileServer proxy, String hook, String noProxy)
            throws IOException {
        CompletableFuture<String> head = new CompletableFuture<>();
        proxy.answers(
                request -> {
                    head.complete(request.head());
                    request.write("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}");
                });
        HttpClientBuilder builder = HttpClientBuilder.create();
        String address = proxy.address().replace("://", "://user:password@");
        HookClient.of(Duration.ZERO, ForwardProxy.of(address, noProxy))
                .configureHttpClient(builder);
        try (CloseableHttpClient http = builder.disableAutomaticRetries().build()) {
            http.execute(new HttpPost(hook), response -> response.getCode());
            head.complete("taken");
        } catch (UnknownHostException e) {
            head.complete("direct");
        }
        return head.join();
    }

    /** What it says of itself is no answer of the hook: the event is not delivered. */
    @Test
    void aHookByHttpsIsCalledThroughTheProxyWhichCannotTakeAnEvent() throws IOException {
        try (HostileServer proxy = new HostileServer()) {
            assertThatThrownBy(() -> firstLine(proxy, "https://hook.invalid/a", ""))
                    .isInstanceOf(GeminiException.class)
                    .hasMessageContaining("The proxy does not connect to the server: HTTP 201");
            assertThat(firstLine(proxy, "https://hook.invalid/a", "hook.invalid"))
                    .isEqualTo("direct");
            assertThat(firstLine(proxy, "http://hook.invalid/a", "")).isEqualTo("direct");
        }
    }

    /** The credentials of the one are not those of the other. */
    @Test
    void theProxyGetsItsPassword() throws IOException {
        CompletableFuture<String> second = new CompletableFuture<>();
        HttpClientBuilder builder = HttpClientBuilder.create();
        BasicCredentialsProvider ofHook = new BasicCredentialsProvider();
        ofHook.setCredentials(
                new AuthScope(null, null, -1, null, null),
                new UsernamePasswordCredentials("hook", "its".toCharArray()));
        try (HostileServer proxy = new HostileServer()) {
            proxy.answers(
                    request -> {
                        if (request.head().contains("Proxy-Authorization: ")) {
                            second.complete(request.head());
                        }
                        request.write(
                                "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"a\"\r\n"
                                        + "Content-Length: 0\r\n\r\n");
                    });
            String address = proxy.address().replace("://", "://user:password@");
            HookClient.of(Duration.ZERO, ForwardProxy.of(address, ""))
                    .configureHttpClient(builder.setDefaultCredentialsProvider(ofHook));
            try (CloseableHttpClient http = builder.build()) {
                assertThat(
                                http.<Integer>execute(
                                        new HttpPost("https://hook.invalid/"),
                                        response -> response.getCode()))
                        .isEqualTo(407);
            }
        }
        assertThat(second.join())
                .contains(
                        Base64.getEncoder()
                                .encodeToString("user:password".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anotherOneIsTaken() throws IOException {
        assertThat(post(HostileServer.good(), Duration.ofMinutes(1))).isEqualTo(200);
        assertThat(post(HostileServer.bomb(200), Duration.ofMinutes(1))).isEqualTo(200);
    }
}
