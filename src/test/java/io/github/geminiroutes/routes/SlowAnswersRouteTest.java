package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.testing.HostileServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that is slow meets two limits: that of a silence, and that of a call. Each test has one
 * of them near and the other far away, and thus passes on a busy machine, too.
 */
class SlowAnswersRouteTest {

    private static final String FAR = "60";

    private abstract static class Slow extends GeminiRoutesTestSupport {

        /** Started with the settings, which are asked for before the test's class is made. */
        HostileServer server;

        @AfterEach
        void stopServer() throws IOException {
            server.close();
        }

        @Override
        List<String> routes() {
            return List.of("gemini-generate");
        }

        Properties settings(String ofSilence, String ofCall) {
            try {
                server = new HostileServer();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Properties settings = super.settings();
            settings.setProperty("gemini.base-url", server.address() + "/v1beta");
            settings.setProperty("gemini.http.response-timeout", ofSilence);
            settings.setProperty("gemini.http.call-timeout", ofCall);
            settings.setProperty("gemini.max-concurrency", "2");
            return settings;
        }

        Exchange ask(Map<String, Object> headers) {
            ExchangeBuilder message = ExchangeBuilder.anExchange(context()).withBody("q");
            headers.forEach(message::withHeader);
            return template().send("direct:gemini-generate", message.build());
        }

        Failure failure(HostileServer.Answer answer) {
            server.answers(answer);
            Exchange exchange = ask(Map.of());
            assertThat(exchange.getException()).isNotNull();
            return FailureClassifier.of(exchange.getException());
        }

        /** As often as the near limit ends a good call on a busy machine. */
        void laterCallsAreAnswered() {
            server.answers(HostileServer.good());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> "good".equals(ask(Map.of()).getMessage().getBody()));
        }
    }

    @Nested
    @Order(3)
    @Timeout(120)
    class Dripping extends Slow {

        @Override
        Properties settings() {
            return settings(FAR, "1");
        }

        @Test
        void aBodyThatDripsEndsWithTheCallsTime() {
            Failure failure =
                    failure(
                            HostileServer.dripping(
                                    HostileServer.head(1_000) + "{\"candidates\":", 100));

            assertThat(failure.kind())
                    .as("nobody else was answered")
                    .isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).contains("1 s (gemini.http.call-timeout)");
            laterCallsAreAnswered();
        }

        @ParameterizedTest
        @ValueSource(strings = {"HTTP/1.1 200 OK\r\nA: ", "HTTP/1.1 200", ""})
        void aHeadThatDripsEndsWithTheCallsTime(String beginning) {
            Failure failure = failure(HostileServer.dripping(beginning, 100));

            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).contains("gemini.http.call-timeout");
            laterCallsAreAnswered();
        }
    }

    @Nested
    @Order(3)
    @Timeout(120)
    class Silent extends Slow {

        @Override
        Properties settings() {
            return settings("1", FAR);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"})
        void silenceEndsWithTheResponsesTimeAndNamesIt(String beginning) {
            Failure failure =
                    failure(
                            request -> {
                                request.body();
                                request.write(beginning);
                                request.pause(60_000);
                            });

            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message())
                    .isEqualTo("The server sent nothing for 1 s (gemini.http.response-timeout)");
            laterCallsAreAnswered();
        }
    }

    @Nested
    @Order(3)
    @Timeout(120)
    class OfTheFlexTier extends GeminiRoutesTestSupport {

        @Override
        List<String> routes() {
            return List.of("gemini-generate");
        }

        @Override
        Properties settings() {
            Properties settings = super.settings();
            settings.setProperty("gemini.http.response-timeout", "1");
            return settings;
        }

        private Exchange ask(Map<String, Object> headers) {
            ExchangeBuilder message = ExchangeBuilder.anExchange(context()).withBody("q");
            headers.forEach(message::withHeader);
            return template().send("direct:gemini-generate", message.build());
        }

        @Test
        void anAnswerMayBeginLate() {
            gemini.stubFor(post(ASK).willReturn(answer("late").withFixedDelay(1_500)));

            Exchange flex = ask(Map.of(GeminiHeaders.SERVICE_TIER, "flex"));
            Exchange usual = ask(Map.of());

            assertThat(flex.getMessage().getBody()).isEqualTo("late");
            assertThat(usual.getException(GeminiException.class).failure().kind())
                    .isEqualTo(FailureKind.TIMEOUT);
        }
    }
}
