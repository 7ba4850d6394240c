package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.message.MessageHold;
import io.github.geminiroutes.message.MessageProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * What becomes of a message that meets each kind of failure, alone and beside others that are
 * answered: its sender gets an answer, it is a dead letter, or it is held and its broker gets it
 * back when the program stops.
 */
@Order(1)
class FailureTableMessagesRouteTest extends MessageRoutesTestSupport {

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.retry.max-retries", "2");
        return properties;
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(20));
    }

    private CompletableFuture<Exchange> send(String body, String model) {
        return template()
                .asyncSend(
                        "direct:gemini-message",
                        ExchangeBuilder.anExchange(context())
                                .withBody(body)
                                .withHeader(GeminiHeaders.MODEL, model)
                                .build());
    }

    private MessageHold.State held() {
        return MessageProcessor.of(context()).held();
    }

    private void answerGood() {
        CompletableFuture<Exchange> good = send("good", "good-model");
        soon().until(good::isDone);
        assertThat(good.join().isFailed()).isFalse();
    }

    private void stub(int code, String body) {
        gemini.stubFor(post(ASK).withRequestBody(containing("good")).willReturn(answer("A")));
        gemini.stubFor(
                post(ASK)
                        .withRequestBody(containing("bad"))
                        .willReturn(FailureTable.reply(code, body)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvFileSource(resources = "/gemini/failure-table.csv", delimiter = '|', numLinesToSkip = 1)
    void aloneItIsHeldOrADeadLetter(int code, String body, String alone) throws Exception {
        stub(code, body);

        assertThat(outcome(send("bad " + "word ".repeat(30), "m"), false))
                .isEqualTo(FailureTable.ofMessage(alone));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvFileSource(resources = "/gemini/failure-table.csv", delimiter = '|', numLinesToSkip = 1)
    void besideOthersItIsHeldOrADeadLetterAndTheyAreAnswered(
            int code, String body, String alone, String beside) throws Exception {
        stub(code, body);
        answerGood();

        assertThat(outcome(send("bad " + "word ".repeat(30), "m"), true))
                .isEqualTo(FailureTable.ofMessage(beside));
    }

    /** The kind that a dead letter names, or that a held message waits for. */
    private String outcome(CompletableFuture<Exchange> message, boolean isBesideOthers)
            throws Exception {
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
        assertThat(message.get(10, TimeUnit.SECONDS).isFailed()).as("given back").isTrue();
        assertThat(deadLetters().getExchanges()).isEmpty();
        return "held " + kind;
    }

    @Test
    void severalMessagesThatAreRefusedInARowCostOneCallEach() {
        stub(403, "403");
        gemini.stubFor(
                post(urlPathMatching("/v1beta/models/good-model:countTokens"))
                        .willReturn(okJson("{\"totalTokens\":1}")));
        answerGood();

        List<CompletableFuture<Exchange>> bad =
                List.of(send("bad 1", "m"), send("bad 2", "m"), send("bad 3", "m"));

        soon().until(() -> deadLetters().getExchanges().size() == 3);
        assertThat(bad).allSatisfy(message -> assertThat(message.join().isFailed()).isFalse());
        assertThat(deadLetters().getExchanges())
                .allSatisfy(
                        dead ->
                                assertThat(dead.getMessage().getHeader(GeminiHeaders.FAILURE_KIND))
                                        .isEqualTo("refused-for-prompt"));
        assertThat(calls()).isEqualTo(4);
        assertThat(held().reason()).isNull();
    }
}
