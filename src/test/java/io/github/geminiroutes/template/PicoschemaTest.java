package io.github.geminiroutes.template;

import static io.github.geminiroutes.template.TemplateFixtures.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The short form of a schema, and the JSON Schema that it means. */
class PicoschemaTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '`',
            value = {
                "integer → {type: integer}",
                "'string, a name, in full' → {type: string, description: 'a name, in full'}",
                "any → {}",
                "{a: string} → {type: object, properties: {a: {type: string}}, additionalProperties: false, required: [a]}",
                "{'a?': 'number, how much'} → {type: object, properties: {a: {type: [number, 'null'], description: how much}}, additionalProperties: false}",
                "{'a?': any} → {type: object, properties: {a: {}}, additionalProperties: false}",
                "{'a(array, all of them)': 'string, one'} → {type: object, properties: {a: {type: array, items: {type: string, description: one}, description: all of them}}, additionalProperties: false, required: [a]}",
                "{'a?(array)': {b: integer}} → {type: object, properties: {a: {type: [array, 'null'], items: {type: object, properties: {b: {type: integer}}, additionalProperties: false, required: [b]}}}, additionalProperties: false}",
                "{'a(object, the (inner) one)': {b: boolean}} → {type: object, properties: {a: {type: object, properties: {b: {type: boolean}}, additionalProperties: false, required: [b], description: the (inner) one}}, additionalProperties: false, required: [a]}",
                "{a: {b: string}} → {type: object, properties: {a: {type: object, properties: {b: {type: string}}, additionalProperties: false, required: [b]}}, additionalProperties: false, required: [a]}",
                "{'a(enum, a colour)': [RED, BLUE]} → {type: object, properties: {a: {enum: [RED, BLUE], description: a colour}}, additionalProperties: false, required: [a]}",
                "{'a?(enum)': [RED]} → {type: object, properties: {a: {enum: [RED, null]}}, additionalProperties: false}",
                "{(*): 'number, a price'} → {type: object, properties: {}, additionalProperties: {type: number, description: a price}}",
                "{a: string, (*): any} → {type: object, properties: {a: {type: string}}, additionalProperties: {}, required: [a]}",
            })
    void meansAJsonSchema(String pico, String schema) {
        assertThat(Picoschema.toJsonSchema(yaml(pico))).isEqualTo(yaml(schema));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: object, properties: {a: {type: string}}}",
                "{type: array, items: {type: string}}",
                "{type: [string, 'null']}",
                "{anyOf: [{type: string}]}",
                "{enum: [a, b]}",
                "{$ref: '#/$defs/x', $defs: {x: {type: string}}}",
            })
    void aJsonSchemaMeansItself(String schema) {
        assertThat(Picoschema.toJsonSchema(yaml(schema))).isEqualTo(yaml(schema));
    }

    @Test
    void propertiesWithoutATypeAreThoseOfAnObject() {
        assertThat(Picoschema.toJsonSchema(yaml("{properties: {a: {type: string}}}")))
                .isEqualTo(yaml("{properties: {a: {type: string}}, type: object}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '`',
            value = {
                "Invoice → 'Invoice'",
                "{a: Invoice} → 'Invoice' of 'a'",
                "{a: text} → 'text' of 'a'",
                "{a: 1} → 'a'",
                "{a: null} → 'a'",
                "{a: [x, y]} → 'a'",
                "{'a(enum)': RED} → 'a'",
                "{'a(list)': string} → 'list' of 'a'",
                "{'a(array': string} → 'a(array'",
                "[string] → 'the schema'",
            })
    void whatIsNeitherIsNamed(String schema, String named) {
        assertThatThrownBy(() -> Picoschema.toJsonSchema(yaml(schema)))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(named);
    }

    @Test
    void isBoundedInDepth() {
        String deep = "{a: ".repeat(60) + "string" + "}".repeat(60);

        assertThatThrownBy(() -> Picoschema.toJsonSchema(yaml(deep)))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("deeper");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '`',
            value = {
                "{a: string, 'b?': string, 'c?': any, 'd?(enum)': [x]} → b,c,d",
                "{'b?': any} → b",
                "{'rows(array)': {id: string, 'note?': string}} → note",
                "{type: object, properties: {a: {type: string}, b: {type: string}}, required: [a]} → b",
                "{type: object, properties: {a: {type: string}, b: {type: [string, 'null']}}} → b",
                "{type: object, properties: {a: {type: string}}} → ``",
            })
    void optionalIsWhatTheSchemaSaysIsOptional(String schema, String names) {
        assertThat(
                        String.join(
                                ",",
                                Picoschema.optionalNames(Picoschema.toJsonSchema(yaml(schema)))))
                .isEqualTo(names);
    }
}
