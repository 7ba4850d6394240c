package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.message.MessageHold;
import io.github.geminiroutes.message.MessageProcessor;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.awaitility.core.ConditionFactory;

/**
 * What becomes of a message that meets a failure: its sender gets an answer, it is a dead letter,
 * or it is held and its broker gets it back when the program stops.
 */
abstract class FailureTableMessagesTestSupport extends MessageRoutesTestSupport {

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.retry.max-retries", "2");
        return properties;
    }

    static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60));
    }

    CompletableFuture<Exchange> send(String body, String model) {
        return template()
                .asyncSend(
                        "direct:gemini-message",
                        ExchangeBuilder.anExchange(context())
                                .withBody(body)
                                .withHeader(GeminiHeaders.MODEL, model)
                                .build());
    }

    MessageHold.State held() {
        return MessageProcessor.of(context()).held();
    }

    void answerGood() {
        CompletableFuture<Exchange> good = send("good", "good-model");
        soon().until(good::isDone);
        assertThat(good.join().isFailed()).isFalse();
    }

    void stub(int code, String body) {
        gemini.stubFor(post(ASK).withRequestBody(containing("good")).willReturn(answer("A")));
        gemini.stubFor(
                post(ASK)
                        .withRequestBody(containing("bad"))
                        .willReturn(FailureTable.reply(code, body)));
    }

    /** The kind that a dead letter names, or that a held message waits for. */
    String outcome(CompletableFuture<Exchange> message, boolean isBesideOthers) throws Exception {
        soon().until(
                        () -> {
                            if (isBesideOthers && !message.isDone()) {
                                answerGood();
                            }
                            return message.isDone() || held().reason() != null;
                        });
        if (isBesideOthers) {
            answerGood();
        }
        if (message.isDone()) {
            assertThat(message.join().isFailed()).as("acknowledged").isFalse();
            Exchange dead = deadLetters().getExchanges().get(0);
            assertThat(dead.getMessage().getBody(String.class)).startsWith("bad word");
            assertThat(dead.getMessage().getHeader(GeminiHeaders.ADVICE, String.class))
                    .isNotBlank();
            return "dead " + dead.getMessage().getHeader(GeminiHeaders.FAILURE_KIND);
        }
        String kind = held().reason().kind().id();
        context().stop();
        assertThat(message.get(60, TimeUnit.SECONDS).isFailed()).as("given back").isTrue();
        assertThat(deadLetters().getExchanges()).isEmpty();
        return "held " + kind;
    }
}
