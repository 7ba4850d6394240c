package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.failureOf;
import static io.github.geminiroutes.prompt.PromptFixtures.markdown;
import static io.github.geminiroutes.prompt.PromptFixtures.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaDialectTest {

    private static JsonNode jsonSchema(String schema) {
        return SchemaDialect.toJsonSchema(yaml(schema), 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{title: string, description: string}",
                "{title: string, description: string, items: string, properties: string, enum: string}",
                "{type: string, title: string, items: string, properties: string, enum: string}",
                "{required: boolean, format: string, default: any, pattern: string}",
                "{$ref: string, $id: integer, const: 'null', not: number}",
                "{type: 'string, the kind', title: string}",
                "{items: {type: string, title: string}}",
                "{anyOf: string, minimum: number, 'nullable?': boolean}"
            })
    void fieldsNamedLikeKeywordsAreDemanded(String picoschema) {
        JsonNode schema = jsonSchema(picoschema);

        assertThat(schema.path("type").asText()).isEqualTo("object");
        yaml(picoschema)
                .fieldNames()
                .forEachRemaining(
                        name ->
                                assertThat(schema.path("properties").fieldNames())
                                        .toIterable()
                                        .contains(name.replace("?", "")));
        OutputFormat output =
                markdown("---\noutput:\n  schema: " + picoschema + "\n---\nb").output();
        assertThat(output.violations("{}")).isNotEmpty();
        assertThat(output.violations("1")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: object, properties: {a: {type: string}}}",
                "{type: OBJECT, properties: {a: {type: STRING}}, propertyOrdering: [a]}",
                "{type: string}",
                "{type: [string, 'null'], title: 'A title'}",
                "{type: string, description: 'a word'}",
                "{type: string, enum: [a, b]}",
                "{type: string, format: date}",
                "{type: array, items: {type: string}}",
                "{type: array, items: {type: string}, title: string, minItems: 2}",
                "{type: object, additionalProperties: {type: integer}, title: T}",
                "{type: object, x-order: {a: string}}",
                "{type: object, errorMessage: 'some words'}",
                "{anyOf: [{type: string}, {type: integer}]}",
                "{enum: [a, b]}",
                "{$ref: '#/$defs/a', $defs: {a: {type: string}}}",
                "{const: 1}",
                "{}",
                "{$schema: 'https://json-schema.org/draft/2020-12/schema', items: {type: string}}"
            })
    void jsonSchemaStaysAsItIs(String schema) {
        JsonNode expected = yaml(schema);

        if (!expected.isEmpty()) {
            assertThat(jsonSchema(schema)).isEqualTo(expected);
        }
    }

    @Test
    void propertiesAloneAreAnObject() {
        assertThat(jsonSchema("{properties: {a: {type: string}}, title: T}"))
                .hasToString(
                        "{\"properties\":{\"a\":{\"type\":\"string\"}},\"title\":\"T\",\"type\":\"object\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: string, title: string}",
                "{type: string, name: string}",
                "{type: string, 'age?': integer}",
                "{type: string, 'tags(array)': string}",
                "{type: object, title: string, description: 'string, a text'}",
                "{type: object, name: string}",
                "{type: number, address: {street: string}}",
                "{type: object, properties: {a: {type: string}}, b: string}"
            })
    void whatMayBeBothIsRefused(String schema) {
        var failure = failureOf(() -> markdown("---\noutput:\n  schema: " + schema + "\n---\nb"));

        assertThat(failure).hasMessageStartingWith("line 3: the schema may be JSON Schema, or");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string|{\"type\":\"string\"}",
                "'''integer, how many'''|{\"type\":\"integer\",\"description\":\"how many\"}",
                "any|{}",
                "'{name: string, \"age?\": \"integer, in years\"}'|{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"age\":{\"type\":[\"integer\",\"null\"],\"description\":\"in years\"}},\"required\":[\"name\"],\"additionalProperties\":false}",
                "'{\"tags(array, some words)\": string}'|{\"type\":\"object\",\"properties\":{\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"description\":\"some words\"}},\"required\":[\"tags\"],\"additionalProperties\":false}",
                "'{\"mood?(enum)\": [good, bad]}'|{\"type\":\"object\",\"properties\":{\"mood\":{\"enum\":[\"good\",\"bad\",null]}},\"additionalProperties\":false}",
                "'{\"a?(object, x)\": {b: any}}'|{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"object\",\"null\"],\"properties\":{\"b\":{}},\"required\":[\"b\"],\"additionalProperties\":false,\"description\":\"x\"}},\"additionalProperties\":false}",
                "'{a: {b: string}, (*): number}'|{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"string\"}},\"required\":[\"b\"],\"additionalProperties\":false}},\"required\":[\"a\"],\"additionalProperties\":{\"type\":\"number\"}}"
            })
    void picoschemaIsWrittenOut(String picoschema, String schema) {
        assertThat(jsonSchema(picoschema)).hasToString(schema);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{name: text}'|'name' has the type 'text'; allowed: any, boolean,",
                "'{name: Person}'|'name' has the type 'Person'",
                "Person|'schema' has the type 'Person'",
                "'{a: 1, b: string}'|'a' must be a type",
                "'{\"a(list)\": string}'|'a' has '(list)'; allowed: array, object, enum",
                "'{\"a(enum)\": string}'|'a' must be a list of values",
                "'{\"a(array\": string}'|'a(array' has no closing parenthesis",
                "'{\"a?\": string, a: string}'|'a' is there twice",
                "'{\"?\": string}'|'?' has no name",
                "[string]|'schema' must be a type"
            })
    void whatIsNeitherIsNamed(String schema, String message) {
        assertThat(failureOf(() -> jsonSchema(schema)))
                .hasMessageContaining(message)
                .hasMessageStartingWith("line 4: the schema is neither JSON Schema");
    }
}
