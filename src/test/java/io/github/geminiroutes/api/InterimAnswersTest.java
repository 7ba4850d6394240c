package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.testing.HostileServer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterimAnswersTest {

    /** Two threads serve all streams: one that reads without an end holds the others up. */
    @ParameterizedTest
    @ValueSource(strings = {"100 Continue", "103 Early Hints"})
    @Timeout(30)
    void aStreamThatBeginsWithThemWithoutAnEndIsGivenUp(String status) throws Exception {
        GeminiHttpClient configurer = new GeminiHttpClient();
        configurer.setMaxConnections(2);
        configurer.setCallTimeout(60);
        CompletableFuture<Exception> told = new CompletableFuture<>();
        try (HostileServer server = new HostileServer();
                StreamClient streams = configurer.streams(Duration.ofSeconds(5))) {
            server.answers(HostileServer.endless("", "HTTP/1.1 " + status + "\r\n\r\n"));

            streams.send(
                    URI.create(server.address()),
                    new TimedRequestBody("{}".getBytes(), null, () -> {}),
                    new TunnelTest.EndOfStream(told));

            assertThat(told.get(15, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            GeminiException.class,
                            e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.OVER_LIMIT));
        }
    }
}
