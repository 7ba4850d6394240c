package io.github.geminiroutes.answer;

import static io.github.geminiroutes.failure.FailureKind.EMPTY_ANSWER;
import static io.github.geminiroutes.failure.FailureKind.MALFORMED_ANSWER;
import static io.github.geminiroutes.failure.FailureKind.NO_TEXT_BEFORE_LIMIT;
import static io.github.geminiroutes.failure.FailureKind.PROMPT_BLOCKED;
import static io.github.geminiroutes.failure.FailureKind.SCHEMA_MISMATCH;
import static io.github.geminiroutes.failure.FailureKind.UNUSABLE_FINISH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

    private static final OutputFormat NUMBER_N =
            new PromptParser(GeminiJson.MAPPER)
                    .parse(
                            "a.md",
                            """
                            ---
                            output:
                              format: json
                              schema:
                                type: object
                                required: [n]
                                properties:
                                  n: {type: integer}
                            ---
                            Q"""
                                    .getBytes(StandardCharsets.UTF_8),
                            null)
                    .output();

    private static Answer read(String body, OutputFormat expected) {
        return new AnswerReader().read(body.getBytes(StandardCharsets.UTF_8), expected);
    }

    private static Answer read(String body) {
        return read(body, OutputFormat.TEXT);
    }

    private static Failure failure(String body, OutputFormat expected) {
        GeminiException thrown =
                catchThrowableOfType(GeminiException.class, () -> read(body, expected));
        assertThat(thrown).as("a failure of %s", body).isNotNull();
        return thrown.failure();
    }

    private static Failure failure(String body) {
        return failure(body, OutputFormat.TEXT);
    }

    /** A response of one candidate; single quotes stand for double ones. */
    private static String response(String finishReason, String parts) {
        return json(
                "{'candidates':[{'content':{'role':'model','parts':%s},'finishReason':'%s'}]}"
                        .formatted(parts, finishReason));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{'text':'one'}] | one | ``",
                "[{'text':'one '},{'text':'two'},{'text':'\\n'}] | `one two\n` | ``",
                "[{'text':'thinking','thought':true},{'text':'answer'}] | answer | thinking",
                "[{'thought':true,'text':'a'},{'text':'b'},{'thought':true,'text':'c'},{'text':'d'}] | bd | ac",
                "[{'text':'x','thought':false}] | x | ``",
                "[{'text':'signed','thoughtSignature':'AbC='}] | signed | ``",
                "[{'text':''},{'text':'late'}] | late | ``",
                "[{'text':'  kept  '}] | `  kept  ` | ``",
                "[{'text':'before'},{'functionCall':{'name':'f'}},{'text':' after'}] | before after | ``",
                "[{'text':'\\u00e4 \\ud83d\\ude00'}] | `ä 😀` | ``",
            })
    void joinsTextAndThoughtsApart(String parts, String text, String thoughts) {
        Answer answer = read(response("STOP", parts));

        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.thoughts()).isEqualTo(thoughts);
        assertThat(answer.finishReason()).isEqualTo("STOP");
        assertThat(answer.isTruncated()).isFalse();
    }

    @Test
    void anAnswerOfMoreMediaThanFilesMayBeIsOverTheLimit() {
        String picture = "{'inlineData':{'mimeType':'image/png','data':'QUJD'}}";
        String many = String.join(",", Collections.nCopies(1_000, picture));

        assertThat(read(response("STOP", "[" + many + "]")).chosen().parts()).hasSize(1_000);
        Failure failure = failure(response("STOP", "[" + many + "," + picture + "]"));
        assertThat(failure.kind()).isEqualTo(FailureKind.OVER_LIMIT);
        assertThat(failure.message()).contains("1000");
    }

    @Test
    void anAnswerCutAtTheTokenLimitIsFlagged() {
        Answer answer = read(response("MAX_TOKENS", "[{'text':'half a sent'}]"));

        assertThat(answer.text()).isEqualTo("half a sent");
        assertThat(answer.isTruncated()).isTrue();
    }

    @Test
    void aFunctionCallIsContent() {
        Answer answer = read(response("STOP", "[{'functionCall':{'name':'f','args':{}}}]"));

        assertThat(answer.text()).isEqualTo(json("{'name':'f','args':{}}"));
    }

    @Test
    void readsUsageVersionAndId() {
        Answer answer =
                read(
                        json(
                                """
                                {'candidates':[{'content':{'parts':[{'text':'A'}]},'finishReason':'STOP'}],
                                 'usageMetadata':{'promptTokenCount':11,'cachedContentTokenCount':2,
                                  'candidatesTokenCount':33,'thoughtsTokenCount':44,
                                  'toolUsePromptTokenCount':5,'totalTokenCount':95},
                                 'modelVersion':'gemini-3.8-flash-001','responseId':'r-1'}"""));

        assertThat(answer.usage()).isEqualTo(new Usage(11, 2, 33, 44, 5, 95));
        assertThat(answer.modelVersion()).isEqualTo("gemini-3.8-flash-001");
        assertThat(answer.responseId()).isEqualTo("r-1");
    }

    @Test
    void whatTheServerDoesNotNameIsNullOrZero() {
        Answer answer = read(response("STOP", "[{'text':'A'}]"));

        assertThat(answer.usage()).isEqualTo(new Usage(0, 0, 0, 0, 0, 0));
        assertThat(answer.modelVersion()).isNull();
        assertThat(answer.responseId()).isNull();
    }

    @Test
    void keepsTheWholeResponse() {
        String body =
                json(
                        """
                        {'candidates':[{'content':{'parts':[{'text':'A'}]},'finishReason':'STOP',
                          'avgLogprobs':-0.12345678901234567890,'new':{'of':['2027']}}],'later':true}""");

        assertThat(read(body).response().raw().rawValue()).isEqualTo(body);
    }

    @Test
    void unwrapsTheOneAnswerOfAnArray() {
        assertThat(read("[" + response("STOP", "[{'text':'A'}]") + "]").text()).isEqualTo("A");
    }

    @Test
    void theFirstCandidateThatIsWholeIsTheAnswer() {
        assertThat(
                        read(json(
                                        """
                                        {'candidates':[
                                          {'content':{'parts':[{'text':'A'}]},'finishReason':'STOP'},
                                          {'content':{'parts':[{'text':'B'}]},'finishReason':'SAFETY'}]}"""))
                                .text())
                .isEqualTo("A");
    }

    static Arguments[] failures() {
        return new Arguments[] {
            Arguments.of(
                    "token limit before any text",
                    response("MAX_TOKENS", "[]"),
                    NO_TEXT_BEFORE_LIMIT,
                    "The token limit was reached before any text"),
            Arguments.of(
                    "token limit within the thoughts",
                    response("MAX_TOKENS", "[{'text':'hm','thought':true}]"),
                    NO_TEXT_BEFORE_LIMIT,
                    "The token limit was reached before any text"),
            Arguments.of(
                    "no content at all",
                    json("{'candidates':[{'finishReason':'MAX_TOKENS','index':0}]}"),
                    NO_TEXT_BEFORE_LIMIT,
                    "The token limit was reached before any text"),
            Arguments.of(
                    "safety",
                    response("SAFETY", "[{'text':'half'}]"),
                    UNUSABLE_FINISH,
                    "Gemini ended without a usable answer: SAFETY"),
            Arguments.of(
                    "recitation, with words",
                    json("{'candidates':[{'finishReason':'RECITATION','finishMessage':'quoted'}]}"),
                    UNUSABLE_FINISH,
                    "Gemini ended without a usable answer: RECITATION (quoted)"),
            Arguments.of(
                    "a reason of tomorrow",
                    response("TIRED_OF_IT", "[{'text':'text'}]"),
                    UNUSABLE_FINISH,
                    "Gemini ended without a usable answer: TIRED_OF_IT"),
            Arguments.of(
                    "no finish reason",
                    json("{'candidates':[{'content':{'parts':[{'text':'half'}]}}]}"),
                    UNUSABLE_FINISH,
                    "Gemini ended without a usable answer: no finish reason"),
            Arguments.of(
                    "prompt blocked",
                    json("{'promptFeedback':{'blockReason':'PROHIBITED_CONTENT'}}"),
                    PROMPT_BLOCKED,
                    "Gemini blocked the prompt: PROHIBITED_CONTENT"),
            Arguments.of(
                    "prompt blocked, empty candidates",
                    json("{'candidates':[],'promptFeedback':{'blockReason':'OTHER'}}"),
                    PROMPT_BLOCKED,
                    "Gemini blocked the prompt: OTHER"),
            Arguments.of(
                    "no candidates",
                    json("{'usageMetadata':{'promptTokenCount':3}}"),
                    EMPTY_ANSWER,
                    "The answer has no candidate and names no reason"),
            Arguments.of(
                    "nothing in it",
                    "{}",
                    EMPTY_ANSWER,
                    "The answer has no candidate and names no reason"),
            Arguments.of(
                    "STOP, no parts", response("STOP", "[]"), EMPTY_ANSWER, "The answer is empty"),
            Arguments.of(
                    "STOP, empty text",
                    response("STOP", "[{'text':''}]"),
                    EMPTY_ANSWER,
                    "The answer is empty"),
            Arguments.of(
                    "STOP, blanks",
                    response("STOP", "[{'text':' \\n'}]"),
                    EMPTY_ANSWER,
                    "The answer is empty"),
            Arguments.of(
                    "STOP, only thoughts",
                    response("STOP", "[{'text':'hm','thought':true}]"),
                    EMPTY_ANSWER,
                    "The answer is empty"),
            Arguments.of(
                    "STOP, only an empty part",
                    response("STOP", "[{}]"),
                    EMPTY_ANSWER,
                    "The answer is empty"),
            Arguments.of(
                    "parts that are no list",
                    response("STOP", "{'text':'A'}"),
                    EMPTY_ANSWER,
                    "The answer is empty"),
            Arguments.of(
                    "cut",
                    "{\"candidates\":[{\"content\":{\"par",
                    MALFORMED_ANSWER,
                    "The answer is cut or is not JSON"),
            Arguments.of(
                    "HTML",
                    "<html><body>502</body></html>",
                    MALFORMED_ANSWER,
                    "The answer is cut or is not JSON"),
            Arguments.of("nothing", "", MALFORMED_ANSWER, "The answer is not a JSON object"),
            Arguments.of("null", "null", MALFORMED_ANSWER, "The answer is not a JSON object"),
            Arguments.of("a text", "\"hi\"", MALFORMED_ANSWER, "The answer is not a JSON object"),
            Arguments.of(
                    "two answers", "[{},{}]", MALFORMED_ANSWER, "The answer is not a JSON object"),
            Arguments.of(
                    "two answers on one connection",
                    response("STOP", "[{'text':'A'}]") + response("STOP", "[{'text':'B'}]"),
                    MALFORMED_ANSWER,
                    "The answer is cut or is not JSON"),
            Arguments.of(
                    "JSON of somebody else",
                    json("{'status':'maintenance','message':'back at noon'}"),
                    MALFORMED_ANSWER,
                    "The answer is not what Gemini sends"),
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void tellsWhatIsNoAnswer(String name, String body, FailureKind kind, String message) {
        Failure failure = failure(body);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.message()).isEqualTo(message);
        assertThat(failure.httpCode()).isEqualTo(200);
    }

    @Test
    void aBlockedPromptComesWithItsRatings() throws IOException {
        String feedback =
                json(
                        "{'blockReason':'SAFETY','safetyRatings':[{'category':'HARM','probability':'HIGH'}]}");

        assertThat(failure("{\"promptFeedback\":" + feedback + "}").details())
                .isEqualTo(GeminiJson.MAPPER.readTree(feedback));
    }

    @Test
    void anUnusableAnswerComesWithItsRatings() throws IOException {
        String candidate =
                json(
                        "{'finishReason':'SAFETY','safetyRatings':[{'category':'HARM','blocked':true}]}");

        assertThat(failure("{\"candidates\":[" + candidate + "]}").details())
                .isEqualTo(GeminiJson.MAPPER.readTree(candidate));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"n\": 1}", " {\"n\": 1, \"more\": null}\n"})
    void jsonThatKeepsToItsSchemaIsAnAnswer(String text) {
        assertThat(read(ofText("STOP", text), NUMBER_N).text()).isEqualTo(text);
    }

    @Test
    void jsonThatMissesItsSchemaIsTransient() {
        Failure failure = failure(ofText("STOP", "{\"n\": \"one\"}"), NUMBER_N);

        assertThat(failure.kind()).isEqualTo(SCHEMA_MISMATCH);
        assertThat(failure.message())
                .startsWith("The answer does not match its schema: ")
                .contains("/n")
                .contains("integer");
        assertThat(failure.details().path("violations")).hasSize(1);
    }

    @Test
    void proseWhereJsonWasAskedForIsTransient() {
        Failure failure = failure(ofText("STOP", "Here you are: {"), OutputFormat.json());

        assertThat(failure.kind()).isEqualTo(SCHEMA_MISMATCH);
        assertThat(failure.message())
                .startsWith("The answer does not match its schema: not JSON: ");
    }

    @Test
    void jsonCutAtTheTokenLimitIsNotAskedForAgain() {
        Failure failure = failure(ofText("MAX_TOKENS", "{\"n\":"), NUMBER_N);

        assertThat(failure.kind()).isEqualTo(NO_TEXT_BEFORE_LIMIT);
        assertThat(failure.message()).isEqualTo("The token limit cut the JSON answer");
    }

    private static String ofText(String finishReason, String text) {
        return response(finishReason, "[{'text':%s}]".formatted(quoted(text)));
    }

    private static String quoted(String text) {
        try {
            // The quotes of the text itself must outlive those of the fixture.
            return new ObjectMapper().writeValueAsString(text).replace("'", "\\u0027");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bodies with the right names in wrong places: an answer or a known failure, nothing else. */
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void anyBodyIsAnAnswerOrAKnownFailure(@ForAll("bodies") String body) {
        try {
            Answer answer = read(body, OutputFormat.json());
            assertThat(answer.finishReason()).isIn("STOP", "MAX_TOKENS");
        } catch (GeminiException e) {
            assertThat(e.failure().kind())
                    .isIn(
                            EMPTY_ANSWER,
                            MALFORMED_ANSWER,
                            NO_TEXT_BEFORE_LIMIT,
                            PROMPT_BLOCKED,
                            SCHEMA_MISMATCH,
                            UNUSABLE_FINISH);
        }
    }

    @Provide
    Arbitrary<String> bodies() {
        Arbitrary<String> parts = valueOf("text", "thought", "functionCall", "inlineData");
        Arbitrary<String> content =
                Arbitraries.oneOf(parts.map("{\"parts\":%s}"::formatted), valueOf("parts"));
        Arbitrary<String> candidates =
                Combinators.combine(content, Arbitraries.of("STOP", "MAX_TOKENS", "SAFETY", ""))
                        .as("{\"content\":%s,\"finishReason\":\"%s\"}"::formatted);
        Arbitrary<String> list =
                Arbitraries.oneOf(
                        candidates.map("[%s]"::formatted), candidates, valueOf("content"));
        return Combinators.combine(list, valueOf("blockReason"), valueOf("x"))
                .as("{\"candidates\":%s,\"promptFeedback\":%s,\"usageMetadata\":%s}"::formatted);
    }

    private static Arbitrary<String> valueOf(String... names) {
        Arbitrary<String> leaf =
                Arbitraries.of("null", "true", "1", "-1e400", "\"\"", "\"{}\"", "[]", "{}");
        Arbitrary<String> object =
                Combinators.combine(Arbitraries.of(names), leaf).as("{\"%s\":%s}"::formatted);
        return Arbitraries.oneOf(
                leaf,
                object,
                Arbitraries.oneOf(leaf, object)
                        .list()
                        .ofMaxSize(3)
                        .map(elements -> "[" + String.join(",", elements) + "]"));
    }
}
