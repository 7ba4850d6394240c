package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A schema in Google's spelling demands what it says. */
class SchemaSpellingTest {

    private static Prompt prompt(String flowMapping) {
        return text("---\noutput:\n  schema: " + flowMapping + "\n---\nbody");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: string, nullable: true} | null | true",
                "{type: string, nullable: true} | 'a' | true",
                "{type: string, nullable: true} | 1 | false",
                "{type: string, nullable: false} | null | false",
                "{type: [string, integer], nullable: true} | null | true",
                "{type: string, enum: [a], nullable: true} | null | true",
                "{type: string, enum: [a], nullable: true} | 'b' | false",
                "{const: 1, nullable: true} | null | true",
                "{anyOf: [{type: string}], nullable: true} | null | true",
                "{anyOf: [{type: string}], nullable: true} | 1 | false",
                "{type: object, anyOf: [{required: [a]}], nullable: true} | null | true",
                "{type: object, anyOf: [{required: [a]}], nullable: true} | {} | false",
                "{properties: {a: {$ref: '#/$defs/s', nullable: true}}, $defs: {s: {type: string}}} | {'a':null} | true",
                "{properties: {a: {$ref: '#/$defs/s', nullable: true}}, $defs: {s: {type: string}}} | {'a':1} | false",
                "{properties: {a: {$ref: '#/$defs/s'}}, $defs: {s: {type: string, nullable: true}}} | {'a':null} | true",
                "{items: {type: INTEGER, nullable: true}} | [1,null] | true",
                "{items: {type: INTEGER, nullable: true}} | ['a'] | false",
                "{prefixItems: [{type: STRING, nullable: true}]} | [null] | true",
                "{additionalProperties: {type: NUMBER}} | {'a':'b'} | false",
                "{type: OBJECT, properties: {a: {type: ARRAY, items: {type: BOOLEAN}}}} | {'a':[true]} | true",
                "{type: OBJECT, properties: {a: {type: ARRAY, items: {type: BOOLEAN}}}} | {'a':[1]} | false",
                "{type: Object} | [] | false",
                "{type: TYPE_UNSPECIFIED} | 1 | true",
                "{type: ARRAY, minItems: '2'} | [1] | false",
                "{type: ARRAY, minItems: '2'} | [1,2] | true"
            })
    void isObeyed(String schema, String answer, boolean isValid) {
        assertThat(prompt(schema).output().violations(answer.replace('\'', '"')).isEmpty())
                .isEqualTo(isValid);
    }

    /** Values and names are no keywords. */
    @Test
    void namesAndValuesThatLookLikeKeywordsStay() {
        OutputFormat output =
                prompt(
                                "{properties: {type: {const: OBJECT}, nullable: {type: BOOLEAN}},"
                                        + " enum: [{type: OBJECT, nullable: true}]}")
                        .output();

        assertThat(output.violations("{\"type\":\"OBJECT\",\"nullable\":true}")).isEmpty();
        assertThat(output.violations("{\"type\":\"object\",\"nullable\":true}")).isNotEmpty();
    }

    /** The server ignores what it does not support in a JSON Schema. */
    @Test
    void theServerGetsTheSpellingOfJsonSchema() {
        Prompt prompt = prompt("{type: STRING, nullable: true}");

        assertThat(prompt.request().at("/generationConfig/responseJsonSchema"))
                .hasToString("{\"type\":[\"string\",\"null\"]}");
    }
}
