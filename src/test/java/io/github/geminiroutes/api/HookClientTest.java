package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.testing.HostileServer;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class HookClientTest {

    private static int post(HostileServer.Answer answer, Duration most) throws IOException {
        HttpClientBuilder builder = HttpClientBuilder.create();
        new HookClient(most).configureHttpClient(builder);
        try (HostileServer server = new HostileServer();
                CloseableHttpClient http = builder.build()) {
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
        HttpClientBuilder builder = HttpClientBuilder.create();
        new HookClient().configureHttpClient(builder);
        try (HostileServer server = new HostileServer();
                CloseableHttpClient http = builder.build()) {
            for (int i = 0; i < 3; i++) {
                http.execute(new HttpPost(server.address()), response -> response.getCode());
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anotherOneIsTaken() throws IOException {
        assertThat(post(HostileServer.good(), Duration.ofMinutes(1))).isEqualTo(200);
        assertThat(post(HostileServer.bomb(200), Duration.ofMinutes(1))).isEqualTo(200);
    }
}
