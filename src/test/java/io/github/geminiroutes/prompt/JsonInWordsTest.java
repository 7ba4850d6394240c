package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON that comes with words around it needs no other call; a piece of JSON is no answer. */
class JsonInWordsTest {

    private static final OutputFormat NAMED =
            text("---\noutput:\n  schema: {type: object, required: [n]}\n---\nQ").output();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'```json\\n{\"n\":1}\\n```' | {\"n\":1}",
                "'```\\n{\"n\":1}\\n```\\n' | {\"n\":1}",
                "'~~~ json\\n{\"n\":1}\\n~~~' | {\"n\":1}",
                "'```json\\n{\"n\":1}' | {\"n\":1}",
                "'Here you are:\\n```json\\n{\"n\":\"a```b\"}\\n```\\nAnything else?' | {\"n\":\"a```b\"}",
                "'Sure! {\"n\":1e5}' | {\"n\":1e5}",
                "'For {name} see [1]: {\"n\":1}' | {\"n\":1}",
                "'{\"m\":1} or rather {\"n\":1}' | {\"n\":1}",
                "'{\"n\":1} ' | {\"n\":1} "
            })
    void isTakenOutAsItWasWritten(String answer, String json) {
        CheckedJson checked = NAMED.check(answer.replace("'", "").replace("\\n", "\n"));

        assertThat(checked.violations()).isEmpty();
        assertThat(checked.text().strip()).isEqualTo(json.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"'```json\\n42\\n```' | 42", "'```\\n\"yes\"\\n```' | \"yes\""})
    void aSingleValueInAFenceIsTakenOut(String answer, String json) {
        assertThat(OutputFormat.json().check(answer.replace("'", "").replace("\\n", "\n")).text())
                .isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"a\":1}, {\"a\":2}, {\"a\"",
                "{\"items\":[{\"a\":1},{\"a\":2},]}",
                "{\"a\":\"}\", \"b\":{\"c\":1}, oops}",
                "{\"a\":\"\\\"}\", \"b\":[1], oops}",
                "{\"a\":1} {\"a\":2}",
                "See [1] and [2].",
                "no JSON at all",
                ""
            })
    void aPieceOfBrokenJsonIsNeverTheAnswer(String answer) {
        assertThat(OutputFormat.json().check(answer).violations()).isNotEmpty();
    }

    @Test
    void whatIsWrongWithTheJsonIsToldAndNotTheFence() {
        assertThat(NAMED.check("```json\n{\"m\":1}\n```").violations())
                .singleElement()
                .asString()
                .contains("required property 'n' not found");
    }

    @Test
    @Timeout(60)
    void longHostileTextsEnd() {
        for (String piece : new String[] {"[", "{", "[1]", "{\"a\":", "```\n", "\\", "\"", "[}"}) {
            String answer = "x" + piece.repeat(2_000_000 / piece.length());

            assertThat(OutputFormat.json().check(answer).violations()).isNotEmpty();
        }
    }

    @Test
    @Timeout(60)
    void numbersOfAnySizeAreChecked() {
        OutputFormat output =
                text("---\noutput:\n  schema: {items: {multipleOf: 3, minimum: 1}}\n---\nQ")
                        .output();

        assertThat(output.check("[3, 1e99999, 1e999999999]").text()).isNotNull();
        assertThat(OutputFormat.json().check("[1e999999999]").violations()).isEmpty();
    }
}
