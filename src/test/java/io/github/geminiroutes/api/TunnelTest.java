package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.testing.HostileServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy that is asked for a tunnel and speaks for the server. */
@Timeout(30)
class TunnelTest {

    private static final String ASKED = "https://gemini.example/v1beta/models/m:generateContent";

    private HostileServer proxy;
    private GeminiHttpClient configurer;
    private CloseableHttpClient client;

    @BeforeEach
    void open() throws IOException {
        proxy = new HostileServer();
        configurer = new GeminiHttpClient();
        configurer.setProxy(proxy.address().replace("://", "://user:password@"));
        client = ConfiguredClient.of(configurer);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        proxy.close();
    }

    private void proxySays(String head, String body) {
        proxy.answers(
                request ->
                        request.write(
                                "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s"
                                        .formatted(head, body.length(), body)));
    }

    private int post() throws IOException {
        return client.execute(
                ClassicRequestBuilder.post(ASKED).setEntity("{}").build(), HttpResponse::getCode);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 206, 400, 404})
    void itsRefusalIsNoAnswerOfTheServer(int code) {
        proxySays(code + " No", HostileServer.GOOD);

        assertThatThrownBy(this::post)
                .isInstanceOf(GeminiException.class)
                .hasMessageContaining("The proxy does not connect to the server: HTTP " + code);
    }

    @Test
    void itsEndlessHeadIsNoFaultOfThePrompt() {
        proxySays("200 Yes" + "\r\nA: b".repeat(1_000), "");

        assertThatThrownBy(this::post)
                .isInstanceOf(ClientProtocolException.class)
                .hasMessageContaining("The proxy's answer to CONNECT");
    }

    @Test
    void norIsItOneToAStream() throws Exception {
        proxySays("400 No", "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\"}}");
        CompletableFuture<Exception> told = new CompletableFuture<>();

        try (StreamClient streams = configurer.streams(Duration.ofSeconds(5))) {
            streams.send(
                    URI.create(ASKED),
                    new TimedRequestBody("{}".getBytes(), null, () -> {}),
                    new EndOfStream(told));

            assertThat(told.get(10, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            GeminiException.class,
                            e ->
                                    assertThat(e.failure().kind())
                                            .isEqualTo(FailureKind.NOT_FROM_GEMINI));
        }
    }

    @Test
    void anEndOfItsQuestionsForAPassword() throws IOException {
        proxySays("407 No\r\nProxy-Authenticate: Digest realm=\"a\", nonce=\"b\", stale=true", "");

        assertThat(post()).isEqualTo(407);
        assertThat(proxy.requests()).isBetween(2, 10);
    }

    record EndOfStream(CompletableFuture<Exception> told) implements StreamListener {

        @Override
        public void sending(StreamedCall call) {
            // It goes on by itself.
        }

        @Override
        public void begun(Head head) {
            told.completeExceptionally(new AssertionError(head.toString()));
        }

        @Override
        public void piece(byte[] json) {
            told.completeExceptionally(new AssertionError("a piece"));
        }

        @Override
        public boolean hasRoom(long partial) {
            return true;
        }

        @Override
        public void ended() {
            told.completeExceptionally(new AssertionError("an answer"));
        }

        @Override
        public void refused(Head head, byte[] body) {
            told.completeExceptionally(new AssertionError("refused by the server"));
        }

        @Override
        public void failed(Exception error) {
            told.complete(error);
        }
    }
}
