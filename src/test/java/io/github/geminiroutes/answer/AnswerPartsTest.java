package io.github.geminiroutes.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.support.BlankText;
import io.github.geminiroutes.support.KeyMask;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a candidate consists of, and what of it is an answer. */
class AnswerPartsTest {

    /** Single quotes stand for double ones. */
    private static Answer read(String candidates, OutputFormat expected) {
        return new AnswerReader()
                .read(
                        ("{'candidates':" + candidates + "}")
                                .replace('\'', '"')
                                .getBytes(StandardCharsets.UTF_8),
                        expected);
    }

    private static String candidate(String finishReason, String parts) {
        return "{'content':{'parts':%s},'finishReason':'%s'}".formatted(parts, finishReason);
    }

    private static Answer stopped(String parts) {
        return read("[" + candidate("STOP", parts) + "]", OutputFormat.TEXT);
    }

    private static Failure failure(String candidates) {
        GeminiException thrown =
                catchThrowableOfType(
                        GeminiException.class, () -> read(candidates, OutputFormat.TEXT));
        assertThat(thrown).as("a failure of %s", candidates).isNotNull();
        return thrown.failure();
    }

    @Test
    void aCallBesideInvisibleTextIsTheAnswer() {
        String parts = "[{'text':'\\u3164'},{'functionCall':{'name':'f'}}]";

        assertThat(stopped(parts).text()).isEqualTo("{\"name\":\"f\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0301", "\ud83d\ude00", "\u3164a", "0", "\ue000"})
    void textWithOneVisibleCharacterIsAnAnswer(String text) {
        assertThat(BlankText.isBlank(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'text':'I think','thought':true},{'thoughtSignature':'AbC='}]",
                "[{'thoughtSignature':'AbC='}]",
                "[{'text':'','thoughtSignature':'AbC='}]",
                "[{'text':'\\u200b\\ufeff\\u00a0\\n'}]",
                "[{'text':'\\u3164\\u115f\\u1160\\uffa0'}]",
                "[{'text':'\\u2800 \\u2800'},{'text':'\\u034f\\u17b4\\u180b'}]",
                "[{'text':'\\ufe0f\\udb40\\udd00\\ufff0'}]",
                "[{'executableCode':{'language':'PYTHON','code':'\\u3164'}}]",
                "[{'videoMetadata':{'fps':1}}]",
                "[{'inlineData':{'mimeType':'image/png','data':''}}]",
                "[{'inlineData':{'mimeType':'audio/wav','data':'UklGRiQAAABXQVZFZm10IBAAAAABAAEAwF0AAIC7AAACABAAZGF0YQAAAAA='}}]",
                "[{'functionCall':{}}]",
                "[{'codeExecutionResult':{'outcome':'OUTCOME_OK'}}]",
                "[{'executableCode':{'language':'PYTHON','code':''}}]",
                "[null,7,'text',[]]"
            })
    void partsWithoutWordsAreNoAnswer(String parts) {
        assertThat(failure("[" + candidate("STOP", parts) + "]").kind())
                .isEqualTo(FailureKind.EMPTY_ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'inlineData':{'mimeType':'image/png','data':'iVBORw0KGgo='}}]",
                "[{'inlineData':{'mimeType':'image/png','data':'iVBORw0KGgo='},'thought':true}]",
                "[{'fileData':{'fileUri':'https://example.com/f'}}]",
                "[{'partOfTomorrow':{'of':'2027'}}]"
            })
    void partsOfAnotherKindAreAnAnswer(String parts) {
        assertThat(stopped(parts).text()).isEmpty();
        assertThat(stopped(parts).chosen().parts()).hasSize(1);
    }

    @Test
    void whatTheCodePrintedIsPartOfTheText() {
        Answer answer =
                stopped(
                        "[{'text':'The sum:'},"
                                + "{'executableCode':{'language':'PYTHON','code':'print(6*7)'}},"
                                + "{'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'42\\n'}},"
                                + "{'text':'It is 42.'}]");

        assertThat(answer.text())
                .isEqualTo("The sum:\n```python\nprint(6*7)\n```\n```\n42\n```\nIt is 42.");
    }

    @Test
    void codeWithAFenceInItStaysOneBlock() {
        assertThat(stopped("[{'codeExecutionResult':{'output':'a\\n```\\nb'}}]").text())
                .isEqualTo("````\na\n```\nb\n````\n");
    }

    /** Markdown around JSON would make it no JSON. */
    @Test
    void whereJsonWasAskedForTheTextIsTheJsonAlone() {
        String parts =
                "[{'executableCode':{'language':'PYTHON','code':'print(1)'}},"
                        + "{'codeExecutionResult':{'output':'1'}},{'text':'[1]'}]";

        Answer answer = read("[" + candidate("STOP", parts) + "]", OutputFormat.json());

        assertThat(answer.text()).isEqualTo("[1]");
        assertThat(answer.chosen().parts()).hasSize(3);
    }

    @Test
    void aFunctionCallIsAnAnswerAlsoWhereJsonWasAskedFor() {
        String parts = "[{'functionCall':{'name':'f','args':{'n':1e20000}}}]";

        Answer answer = read("[" + candidate("STOP", parts) + "]", OutputFormat.json());

        assertThat(answer.text()).isEqualTo("{\"name\":\"f\",\"args\":{\"n\":1E+20000}}");
        assertThat(answer.response().raw().rawValue()).asString().contains("1e20000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{'functionCall':{'name':'f'},'thoughtSignature':'AbC='}] | {'name':'f'}",
                "[{'functionCall':{'name':'f'}},{'functionCall':{'name':'g'}}] | [{'name':'f'},{'name':'g'}]",
                "[{'text':'So:'},{'functionCall':{'name':'f'}}] | So:"
            })
    void withoutWordsTheFunctionCallsAreTheText(String parts, String text) {
        assertThat(stopped(parts).text()).isEqualTo(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OTHER",
                "MALFORMED_FUNCTION_CALL",
                "UNEXPECTED_TOOL_CALL",
                "MALFORMED_RESPONSE",
                "IMAGE_SAFETY",
                "IMAGE_PROHIBITED_CONTENT",
                "IMAGE_RECITATION",
                "IMAGE_OTHER",
                "NO_IMAGE"
            })
    void aReasonThatPassesIsTriedTwiceMoreWithoutContent(String reason) {
        Failure empty = failure("[{'finishReason':'%s'}]".formatted(reason));

        assertThat(empty.kind().disposition()).isEqualTo(Disposition.RETRY);
        assertThat(empty.kind().retries(5)).isEqualTo(2);
        assertThat(empty.message()).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OTHER", "NO_IMAGE", "IMAGE_SAFETY"})
    void withContentItIsNot(String reason) {
        assertThat(failure("[" + candidate(reason, "[{'text':'half'}]") + "]").kind())
                .isEqualTo(FailureKind.UNUSABLE_FINISH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "NEW"})
    void aReasonThatStaysIsNotAskedForAgain(String reason) {
        assertThat(failure("[{'finishReason':'%s'}]".formatted(reason)).kind())
                .isEqualTo(FailureKind.UNUSABLE_FINISH);
    }

    private static final String BLOCKED = "{'finishReason':'SAFETY'}";
    private static final String GOOD = candidate("STOP", "[{'text':'good'}]");
    private static final String CUT = candidate("MAX_TOKENS", "[{'text':'cut'}]");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "B G | good | 1 | 0",
                "G B | good | 0 | 0",
                "C B G | good | 2 | 1",
                "B C | cut | 1 | 0",
                "G C G | good | 0 | 2"
            })
    void aGoodCandidateIsNotThrownAwayForABadOne(
            String order, String text, int index, int further) {
        String candidates =
                "["
                        + order.replace(" ", ",")
                                .replace("B", BLOCKED)
                                .replace("G", GOOD)
                                .replace("C", CUT)
                        + "]";

        Answer answer = read(candidates, OutputFormat.TEXT);

        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.chosen().index()).isEqualTo(index);
        assertThat(answer.further()).hasSize(further);
    }

    @Test
    void ofBadCandidatesTheFirstTellsTheReason() {
        Failure failure =
                failure("[" + BLOCKED + "," + candidate("RECITATION", "[{'text':'x'}]") + "]");

        assertThat(failure.message()).isEqualTo("Gemini ended without a usable answer: SAFETY");
    }

    @Test
    void aCandidateWhoseJsonIsNoneIsPassedOver() {
        Answer answer =
                read(
                        "["
                                + candidate("STOP", "[{'text':'no'}]")
                                + ","
                                + candidate("STOP", "[{'text':'{}'}]")
                                + "]",
                        OutputFormat.json());

        assertThat(answer.text()).isEqualTo("{}");
    }

    /** Sixty characters in Base64 are the 44 bytes of a header. */
    @Test
    void aWavWithSoundIsAnAnswer() {
        String parts =
                "[{'inlineData':{'data':'UklGRiQAAABXQVZFZm10IBAAAAABAAEAwF0AAIC7AAACABAAZGF0YQAAAAAAAQAB'}}]";

        assertThat(stopped(parts).chosen().parts()).hasSize(1);
    }

    /** Each part alone was no key, and an escape of an escape was none either. */
    @Test
    void aKeyThatSeveralPartsOrEscapesMakeIsInNoText() {
        String key = "whole-in-AnswerPartsTest";
        KeyMask.add(key);
        String first = key.substring(0, 9);
        String rest = key.substring(9);

        Answer answer =
                stopped(
                        "[{'text':'%1$s','thought':true},{'text':'%2$s','thought':true},{'text':'a %1$s'},{'text':'%2$s b'}]"
                                .formatted(first, rest));
        Answer json =
                read(
                        "["
                                + candidate(
                                        "STOP",
                                        "[{'text':'{\\'k\\':\\'%s'},{'text':'%s\\'}'}]"
                                                .formatted(first, rest))
                                + "]",
                        OutputFormat.json());
        String escaped =
                key.chars().mapToObj(c -> "\\u0025%02x".formatted(c)).collect(Collectors.joining());

        assertThat(answer.text()).isEqualTo("a [key] b");
        assertThat(answer.thoughts()).isEqualTo("[key]");
        assertThat(json.text()).isEqualTo("{\"k\":\"[key]\"}");
        assertThat(stopped("[{'text':'%s'}]".formatted(escaped)).text()).isEqualTo("[key]");
    }
}
