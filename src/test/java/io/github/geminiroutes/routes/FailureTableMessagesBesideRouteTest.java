package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.generate.GeminiHeaders;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** A message that meets each kind of failure beside others that are answered. */
@Order(1)
class FailureTableMessagesBesideRouteTest extends FailureTableMessagesTestSupport {

    @ParameterizedTest(name = "{0} {1}")
    @CsvFileSource(resources = "/gemini/failure-table.csv", delimiter = '|', numLinesToSkip = 1)
    void besideOthersItIsHeldOrADeadLetterAndTheyAreAnswered(
            int code, String body, String alone, String beside) throws Exception {
        stub(code, body);
        answerGood();

        assertThat(outcome(send("bad " + "word ".repeat(30), "m"), true))
                .isEqualTo(FailureTable.ofMessage(beside));
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
