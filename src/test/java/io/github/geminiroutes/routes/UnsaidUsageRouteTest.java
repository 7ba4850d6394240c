package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.geminiroutes.generate.BatchCalls;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.usage.DailyBudget;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that do not say what a call used, and the budget of the day. */
class UnsaidUsageRouteTest extends GatewayTestSupport {

    private static final String STREAM = "/v1beta/models/gemini-3.8-flash:streamGenerateContent";

    /** Of a hundred tokens of input and a hundred of output. */
    private static final String SAID =
            ",\"usageMetadata\":{\"promptTokenCount\":100,\"candidatesTokenCount\":100,\"totalTokenCount\":200}";

    private static final BigDecimal NOTHING = BigDecimal.ZERO;

    private BigDecimal before;

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.budget.usd-per-day", "1");
        return properties;
    }

    private DailyBudget day() {
        return GeminiClient.of(context()).dailyBudget();
    }

    private BigDecimal assumed() {
        return day().ofAllToday().assumed();
    }

    private static String body(String text, String usage) {
        return "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"%s\"}],\"role\":\"model\"},\"finishReason\":\"STOP\"}]%s}"
                .formatted(text, usage);
    }

    private void answered(String text, String usage) throws Exception {
        gemini.stubFor(post(ASK).willReturn(aResponse().withBody(body(text, usage))));
        assertThat(send(ask(GENERATE, REQUEST)).statusCode()).isEqualTo(200);
    }

    @BeforeEach
    void anotherCallBefore() throws Exception {
        answered("Yes", SAID);
        before = day().ofAllToday().average();
        assertThat(before).isPositive();
        assertThat(assumed()).isEqualByComparingTo(NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"usageMetadata\":{}",
                ",\"usageMetadata\":7",
                ",\"usageMetadata\":{\"promptTokenCount\":0,\"candidatesTokenCount\":0}",
                ",\"usageMetadata\":{\"promptTokenCount\":-3}",
                ",\"usageMetadata\":{\"promptTokenCount\":1e300}"
            })
    void anAnswerThatDoesNotSayItCountsAsTheCallsOfTheDay(String usage) throws Exception {
        BigDecimal known = day().today();

        answered("Yes", usage);

        assertThat(assumed()).isEqualByComparingTo(before);
        assertThat(day().today()).as("what is known of costs").isEqualByComparingTo(known);
        assertThat(day().ofAllToday().calls()).isEqualTo(2);
    }

    @Test
    void anAnswerThatCountsNoPromptIsFilledUp() throws Exception {
        BigDecimal known = day().today();

        answered("Yes", ",\"usageMetadata\":{\"candidatesTokenCount\":1}");

        BigDecimal said = day().today().subtract(known);
        assertThat(said).isPositive();
        assertThat(said.add(assumed())).isEqualByComparingTo(before);
    }

    @Test
    void aLongAnswerCountsByItsLength() throws Exception {
        answered("word ".repeat(4_000), "");

        // Some five thousand tokens, fifty times the answer before.
        assertThat(assumed()).isGreaterThan(before.multiply(BigDecimal.valueOf(30)));
    }

    @Test
    void refusalsAreFree() throws Exception {
        gemini.stubFor(post(ASK).willReturn(recorded(400, "400-invalid-argument")));
        assertThat(send(ask(GENERATE, REQUEST)).statusCode()).isEqualTo(400);
        gemini.stubFor(
                post(ASK)
                        .willReturn(
                                aResponse()
                                        .withBody(
                                                "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\"}}")));
        assertThat(send(ask(GENERATE, REQUEST)).statusCode()).isEqualTo(400);

        assertThat(assumed()).isEqualByComparingTo(NOTHING);
    }

    @Test
    void aStreamThatDoesNotSayItCountsByWhatHasCome() throws Exception {
        String events =
                ("data: " + body("word ".repeat(400), "").replace("\"STOP\"", "null") + "\r\n\r\n")
                                .repeat(10)
                        + ("data: " + body("end", "") + "\r\n\r\n");
        gemini.stubFor(
                post(urlPathMatching(STREAM))
                        .willReturn(
                                aResponse()
                                        .withHeader("Content-Type", "text/event-stream")
                                        .withBody(events)));

        assertThat(send(ask(STREAM + "?alt=sse", REQUEST)).body()).contains("end");

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> assumed().signum() > 0);
        assertThat(assumed()).isGreaterThan(before.multiply(BigDecimal.valueOf(30)));
    }

    @Test
    void aLineOfABatchJobCountsWithTheInputOfOneLikeIt() throws Exception {
        BatchCalls calls = BatchCalls.of(context());
        Exchange exchange = new DefaultExchange(context());
        exchange.getMessage().setHeader(Exchange.FILE_NAME, "line.txt");
        calls.begin(
                exchange,
                GeminiJson.MAPPER.createObjectNode(),
                "gemini-3.8-flash",
                null,
                null,
                100_000,
                Instant.now());

        calls.read(exchange, body("Yes", "").getBytes(StandardCharsets.UTF_8));

        BigDecimal input = assumed();
        assertThat(input).isGreaterThan(before);
        answered("Yes", ",\"usageMetadata\":{\"promptTokenCount\":100000}");
        BigDecimal standard = day().today().subtract(before);
        assertThat(input.doubleValue())
                .isCloseTo(standard.doubleValue() / 2, within(standard.doubleValue() / 10));
    }

    @Test
    void aServerThatNeverSaysItUsesTheBudgetUp() throws Exception {
        int answered = 0;
        gemini.stubFor(
                post(ASK).willReturn(aResponse().withBody(body("word ".repeat(13_000), ""))));
        while (answered < 200 && send(ask(GENERATE, REQUEST)).statusCode() == 200) {
            answered++;
        }

        assertThat(answered).isBetween(1, 100);
    }
}
