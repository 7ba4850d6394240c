package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.KeyMask;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {

    private static final CamelContext CONTEXT = new DefaultCamelContext();
    private static final Instant NOW = Instant.parse("2026-07-01T12:00:02Z");

    private static final String ANSWER =
            """
            {"candidates":[{"content":{"parts":[{"text":"A"}]},"finishReason":"STOP"}],
             "usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":33,
              "thoughtsTokenCount":44,"totalTokenCount":88},
             "modelVersion":"v-1","responseId":"r-1"}""";

    private final Exchange exchange = new DefaultExchange(CONTEXT);
    private final Call call = new Call("Q", Prompt.ofText("Q", GeminiJson.MAPPER), "m", null);
    private final ResponseReader response = new ResponseReader(Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void callUnderWay() {
        exchange.setProperty(Call.PROPERTY, call);
    }

    private void read(int code, Object body) throws Exception {
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, code);
        exchange.getMessage().setBody(body);
        response.read(exchange, doneSync -> {});
    }

    private Failure failure(int code, Object body) {
        GeminiException thrown =
                catchThrowableOfType(GeminiException.class, () -> read(code, body));
        assertThat(thrown).isNotNull();
        assertThat(call.answer()).isNull();
        assertThat(call.answeredAt()).isNull();
        return thrown.failure();
    }

    /** Hundreds of calls may wait for their next attempt, each with what the last one brought. */
    @Test
    void aLargeResponseThatIsNoAnswerIsNotKeptUntilTheNextAttempt() throws Exception {
        long heap = 64L * 1024 * 1024;
        AnswerMemory memory = new AnswerMemory(heap, Duration.ofSeconds(1));
        ResponseReader reader = new ResponseReader(Clock.fixed(NOW, ZoneOffset.UTC), memory);
        String empty = "{\"candidates\":[{\"finishReason\":\"STOP\"}],\"more\":\"%s\"}";
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        exchange.getMessage()
                .setBody(
                        new ByteArrayInputStream(
                                empty.formatted("x".repeat(1_000_000))
                                        .getBytes(StandardCharsets.UTF_8)));

        GeminiException thrown =
                catchThrowableOfType(
                        GeminiException.class, () -> reader.read(exchange, doneSync -> {}));

        assertThat(LastReply.of(exchange).response()).isNotNull();
        assertThat(memory.free()).isLessThan(heap);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, thrown);
        Retry retry = new Retry(() -> 0L);
        retry.setMaxRetries(1);
        retry.process(exchange);
        assertThat(retry.isToBeRepeated(exchange)).isTrue();
        assertThat(LastReply.of(exchange).response()).isNull();
        assertThat(memory.free()).isEqualTo(heap);
    }

    @Test
    void theBodyBecomesTheText() throws Exception {
        exchange.getMessage().setHeader("MyHeader", "kept");
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        exchange.getMessage().setHeader(Exchange.HTTP_PATH, "m:generateContent");

        read(200, new ByteArrayInputStream(ANSWER.getBytes(StandardCharsets.UTF_8)));

        assertThat(exchange.getMessage().getBody()).isEqualTo("A");
        assertThat(exchange.getMessage().getHeaders())
                .containsOnly(
                        entry("MyHeader", "kept"),
                        entry(GeminiHeaders.CACHED, false),
                        entry(GeminiHeaders.MODEL_VERSION, "v-1"),
                        entry(GeminiHeaders.RESPONSE_ID, "r-1"),
                        entry(GeminiHeaders.FINISH_REASON, "STOP"),
                        entry(GeminiHeaders.INPUT_TOKENS, 11L),
                        entry(GeminiHeaders.OUTPUT_TOKENS, 33L),
                        entry(GeminiHeaders.THINKING_TOKENS, 44L),
                        entry(GeminiHeaders.TOTAL_TOKENS, 88L));
    }

    @Test
    void noNameOfTheServerIsMoreThanAPlainWord() throws Exception {
        String hostile = "v\\n2026 INFO forged\\u001b[31m" + "x".repeat(300);
        read(
                200,
                ANSWER.replace("\"v-1\"", '"' + hostile + '"')
                        .replace("\"r-1\"", '"' + hostile + '"'));

        for (String header :
                new String[] {GeminiHeaders.MODEL_VERSION, GeminiHeaders.RESPONSE_ID}) {
            assertThat(exchange.getMessage().getHeader(header, String.class))
                    .startsWith("v?2026 INFO forged?[31mx")
                    .hasSize(128);
        }
    }

    @Test
    void theKeyThatAResponseRepeatsIsNowhere() throws Exception {
        String key = "repeated/by=ResponseReaderTest";
        KeyMask.add(key);
        read(
                200,
                ANSWER.replace("\"A\"", "\"Your key: " + key + "\"")
                        .replace("v-1", key)
                        .replace("r-1", key.replace("/", "\\/").replace("=", "\\u003d")));

        assertThat(exchange.getMessage().getHeaders().toString()).doesNotContain("ResponseReader");
        assertThat(exchange.getMessage().getBody()).isEqualTo("Your key: [key]");
        assertThat(call.answer().responseId()).isEqualTo("[key]");
        assertThat(call.answer().response().raw().rawValue())
                .asString()
                .doesNotContain("ResponseReader");
        assertThat(failure400(key).toString()).doesNotContain("ResponseReader");
    }

    /** In UTF-16 a zero stands between any two letters of it. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void noEncodingOfTheResponseHidesTheKey(String encoding) throws Exception {
        String key = "in-" + encoding + "-of-ResponseReaderTest";
        KeyMask.add(key);
        Charset charset = Charset.forName(encoding);

        Failure refused =
                failure(
                        403,
                        """
                        {"error":{"code":403,"message":"no %s","status":"PERMISSION_DENIED"}}"""
                                .formatted(key)
                                .getBytes(charset));
        Failure page = failure(502, "<html>%s</html>".formatted(key).getBytes(charset));
        read(200, ANSWER.replace("\"A\"", '"' + key + '"').getBytes(charset));

        assertThat(refused.message()).isEqualTo("no [key]");
        assertThat(page.message()).endsWith("[key]");
        assertThat(exchange.getMessage().getBody()).isEqualTo("[key]");
    }

    /** Java has no number for it. */
    @ParameterizedTest
    @ValueSource(strings = {"1e2147483648", "-1.5E+99999999999", "1e-2147483648"})
    void aNumberWithAHugeExponentIsAFailureOfItsOwn(String number) {
        String field = "{\"n\":" + number + ",";

        Failure answer = failure(200, ANSWER.replaceFirst("[{]", field));
        Failure error =
                failure(
                        503,
                        field
                                + "\"error\":{\"code\":503,\"message\":\"m\",\"status\":\"UNAVAILABLE\"}}");

        assertThat(answer.kind()).isEqualTo(FailureKind.OVER_LIMIT);
        assertThat(answer.message()).contains("exponent beyond 2147483647");
        assertThat(error.kind()).isEqualTo(FailureKind.OVERLOADED);
    }

    private Failure failure400(String key) {
        return catchThrowableOfType(
                        GeminiException.class,
                        () ->
                                read(
                                        400,
                                        """
                                        {"error":{"code":400,"message":"%1$s","status":"%1$s",
                                         "details":[{"%1$s":"%1$s"}]}}"""
                                                .formatted(key)))
                .failure();
    }

    private static Map.Entry<String, Object> entry(String name, Object value) {
        return Map.entry(name, value);
    }

    @Test
    void theCallIsAnsweredNow() throws Exception {
        read(200, ANSWER);

        assertThat(call.answeredAt()).isEqualTo(NOW);
        assertThat(call.answer().text()).isEqualTo("A");
    }

    @Test
    void anErrorIsToldByCodeAndBody() {
        Failure failure =
                failure(
                        503,
                        """
                        {"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}""");

        assertThat(failure.summary())
                .isEqualTo("overloaded: 503 UNAVAILABLE: The model is overloaded.");
    }

    @Test
    void aRedirectIsNoAnswer() {
        assertThat(failure(302, ANSWER).kind()).isEqualTo(FailureKind.REDIRECT);
    }

    @Test
    void noBodyIsNoAnswer() {
        assertThat(failure(200, null).kind()).isEqualTo(FailureKind.MALFORMED_ANSWER);
        assertThat(failure(500, null).kind()).isEqualTo(FailureKind.SERVER_ERROR);
    }

    @Test
    void noCodeIsNoAnswer() {
        exchange.getMessage().setBody(ANSWER);
        GeminiException thrown =
                catchThrowableOfType(
                        GeminiException.class, () -> response.read(exchange, doneSync -> {}));
        assertThat(thrown.failure().kind()).isEqualTo(FailureKind.MALFORMED_ANSWER);
    }

    /** Sixty-three large answers waited in all the threads that make calls. */
    @Test
    void anAnswerThatWaitsForItsMemoryLeavesThePlaceOfItsCall() throws Exception {
        AnswerMemory memory = new AnswerMemory(64L * 1024 * 1024, Duration.ofMinutes(5));
        ResponseReader reader = new ResponseReader(Clock.fixed(NOW, ZoneOffset.UTC), memory);
        Exchange other = new DefaultExchange(CONTEXT);
        memory.reserve(other, 20_000_000);
        List<Runnable> apart = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        call.attempt().setPlace(apart::add);
        NotedLines.ofOwnWaits(exchange, lines);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        String large = ANSWER.replace("\"A\"", "\"" + "x".repeat(1_000_000) + "\"");
        exchange.getMessage()
                .setBody(new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)));
        List<Boolean> done = new ArrayList<>();

        assertThat(reader.read(exchange, done::add)).isFalse();

        assertThat(lines).containsExactly(" answer " + call.breakerKey());
        assertThat(done).isEmpty();
        AnswerMemory.release(other);
        apart.get(0).run();
        assertThat(done).containsExactly(false);
        assertThat(exchange.getException()).isNull();
        assertThat(call.answer().text()).hasSize(1_000_000);
    }

    @Test
    void anAnswerThatNeedNotWaitIsReadAtOnce() throws Exception {
        call.attempt().setPlace(rest -> fail("it is to stay"));

        read(200, new ByteArrayInputStream(ANSWER.getBytes(StandardCharsets.UTF_8)));

        assertThat(call.answer().text()).isEqualTo("A");
    }
}
