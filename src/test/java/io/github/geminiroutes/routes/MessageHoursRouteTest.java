package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.message.MessageProcessor;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Messages outside the hours of calls. */
@Order(4)
class MessageHoursRouteTest extends MessageRoutesTestSupport {

    /** Hours that begin when this one is long over. */
    @Override
    Properties settings() {
        DateTimeFormatter minutes = DateTimeFormatter.ofPattern("HH:mm");
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        Properties properties = super.settings();
        properties.setProperty("gemini.hours-zone", "UTC");
        properties.setProperty(
                "gemini.hours",
                minutes.format(now.plusHours(6)) + "-" + minutes.format(now.plusHours(7)));
        return properties;
    }

    @Test
    void outsideTheHoursAMessageIsNeitherAskedNorSettledAndStaysWithItsBroker() throws Exception {
        gemini.stubFor(post(ASK).willReturn(answer("A")));

        CompletableFuture<Exchange> message =
                template()
                        .asyncSend(
                                "direct:gemini-message",
                                ExchangeBuilder.anExchange(context()).withBody("q").build());

        await().during(Duration.ofMillis(1_500))
                .atMost(Duration.ofSeconds(60))
                .until(() -> calls() == 0 && !message.isDone());
        assertThat(replies().getReceivedCounter()).isZero();
        assertThat(deadLetters().getReceivedCounter()).isZero();

        assertThat(MessageProcessor.of(context()).held().messages()).isEqualTo(1);

        GeminiClient.of(context()).setHours("");

        Exchange answered = message.get(60, TimeUnit.SECONDS);
        assertThat(answered.isFailed()).isFalse();
        assertThat(calls()).isEqualTo(1);
        assertThat(replies().getReceivedCounter()).isEqualTo(1);
        assertThat(MessageProcessor.of(context()).held().messages()).isZero();
    }
}
