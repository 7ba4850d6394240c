package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.MAPPER;
import static io.github.geminiroutes.prompt.PromptFixtures.failureOf;
import static io.github.geminiroutes.prompt.PromptFixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerSchemaTest {

    private static OutputFormat schema(String flowMapping) {
        return text("---\nmodel: x\noutput:\n  schema: " + flowMapping + "\n---\nbody").output();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"name\":\"a\"}'|''",
                "'{\"name\":7}'|/name: integer found, string expected",
                "'{}'|required property 'name' not found",
                "'[]'|array found, object expected",
                "''|not JSON: the answer is empty",
                "'```json\n{}\n```'|required property 'name' not found",
                "'{\"name\":\"a\"} {\"name\":\"b\"}'|not JSON: Trailing token",
                "'{\"name\":\"a'|not JSON: Unexpected end-of-input"
            })
    void answerIsHeldAgainstTheSchema(String answer, String violation) {
        OutputFormat output =
                schema("{type: object, properties: {name: {type: string}}, required: [name]}");

        if (violation.isEmpty()) {
            assertThat(output.violations(answer)).isEmpty();
        } else {
            assertThat(output.violations(answer)).singleElement().asString().startsWith(violation);
        }
    }

    @Test
    void textIsNeverWrongAndSchemaAloneMeansJson() {
        assertThat(OutputFormat.TEXT.violations("no { JSON")).isEmpty();
        assertThat(schema("{type: string}").isJson()).isTrue();
        assertThat(schema("{type: string}").schema()).hasToString("{\"type\":\"string\"}");
    }

    @Test
    void violationsAreFewAndShort() {
        OutputFormat output = schema("{type: object, additionalProperties: {type: integer}}");
        StringBuilder answer = new StringBuilder("{\"a\":1");
        for (int i = 0; i < 50; i++) {
            answer.append(",\"").append("k\\n".repeat(200)).append(i).append("\":\"x\"");
        }

        assertThat(output.violations(answer.append('}').toString()))
                .hasSize(10)
                .allSatisfy(line -> assertThat(line).doesNotContain("\n").hasSizeLessThan(250));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{type: object, required: name}'|not valid JSON Schema: /required",
                "'{type: string, pattern: \"(\"}'|not valid JSON Schema",
                "'{$ref: \"#/$defs/none\"}'|not valid JSON Schema",
                "'{$ref: \"other.json\"}'|refers to 'other.json', which is never fetched",
                "'{$ref: \"file:///etc/passwd\"}'|which is never fetched",
                "'{$ref: \"classpath:draft/2020-12/schema\"}'|which is never fetched",
                "'{properties: {a: {$dynamicRef: \"http://x/\"}}}'|which is never fetched",
                "'{$schema: \"http://127.0.0.1/s\"}'|dialect 'http://127.0.0.1/s' is not supported",
                "'{maximum: 1e999999999}'|number out of range"
            })
    void badSchemaIsNamedWithItsLine(String schema, String message) {
        var failure = failureOf(() -> schema(schema));

        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.line()).isEqualTo(4);
        assertThat(failure.getMessage()).hasSizeLessThan(250);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$ref", "$dynamicRef", "$schema", "$recursiveRef"})
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void nothingIsEverFetched(String keyword) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        AtomicInteger requests = new AtomicInteger();
        server.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    exchange.sendResponseHeaders(404, -1);
                    exchange.close();
                });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/s.json";

            assertThat(failureOf(() -> schema("{" + keyword + ": '" + address + "'}")))
                    .hasMessageContaining("'" + address + "'");
            assertThat(failureOf(() -> schema("{$id: '" + address + "', $ref: '#/none'}")))
                    .hasMessageContaining("not valid JSON Schema");
            assertThat(requests).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void sameIdInTwoPromptsStaysApart() {
        OutputFormat first =
                schema("{$id: 'http://x/s', $ref: '#/$defs/a', $defs: {a: {type: string}}}");
        OutputFormat second =
                schema("{$id: 'http://x/s', $ref: '#/$defs/a', $defs: {a: {type: integer}}}");

        assertThat(first.violations("\"a\"")).isEmpty();
        assertThat(second.violations("1")).isEmpty();
        assertThat(second.violations("\"a\"")).hasSize(1);
    }

    @Test
    void recursiveSchemaIsUsed() {
        OutputFormat tree =
                schema(
                        "{type: object, properties: {child: {$ref: '#'}}, additionalProperties: false}");

        assertThat(tree.violations("{\"child\":{\"child\":{}}}")).isEmpty();
        assertThat(tree.violations("{\"child\":{\"x\":{}}}")).hasSize(1);
    }

    @Test
    void draft07IsReadAsSuch() {
        OutputFormat tuple =
                schema(
                        "{$schema: 'http://json-schema.org/draft-07/schema#', items: [{type: string}]}");

        assertThat(tuple.violations("[\"a\",1]")).isEmpty();
        assertThat(tuple.violations("[1]")).hasSize(1);
    }

    @Test
    @Timeout(60)
    void endlessSchemaEnds() {
        assertThat(schema("{$ref: '#/$defs/a', $defs: {a: {$ref: '#/$defs/a'}}}").violations("1"))
                .singleElement()
                .asString()
                .contains("without end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+b$", "(a|a)*b", "(a*)*(a*)*(a*)*b", "^(?:a?){100}a{100}b$"})
    @Timeout(60)
    void patternsTakeLinearTime(String pattern) {
        String answer = "\"" + "a".repeat(100_000) + "!\"";

        assertThat(schema("{type: string, pattern: '" + pattern + "'}").violations(answer))
                .singleElement()
                .asString()
                .contains("does not match the regex pattern");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?:(?:){2000000000}){2000000000}b",
                "((a{100}){100}){100}",
                "((?:){1000}){1000}",
                "(((((x{0,20}){0,20}){0,20}){0,20}){0,20}){0,20}",
                "(?:[\\p{L}]{900}){900}"
            })
    @Timeout(60)
    void patternsThatGrowAreRefusedBeforeTheyAreCompiled(String pattern) {
        for (String schema :
                new String[] {
                    "{type: string, pattern: '" + pattern + "'}",
                    "{type: object, patternProperties: {'" + pattern + "': {}}}"
                }) {
            assertThat(failureOf(() -> schema(schema)))
                    .hasMessageContaining("is too large once its repetitions are written out");
            assertThat(failureOf(() -> responseJsonSchema(schema))).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "^\\u00e4\\ud83d\\ude42\\u{1F642}$|ä🙂🙂|ä",
                "^\\d{4}-\\d\\d$|2026-11|26-11",
                "^\\p{Script=Greek}+\\p{Lu}$|αβΓ|abC",
                "^[\\w.-]+@[\\w-]+\\.\\w{2,}$|a.b@c-d.org|a@b",
                "^(?<year>\\d+)\\/x$|12/x|x",
                "\\cI|'a\tb'|ab"
            })
    void patternsOfEcmaScriptAreRead(String pattern, String right, String wrong) {
        OutputFormat output = schema("{type: string, pattern: '" + pattern + "'}");

        assertThat(output.violations(MAPPER.valueToTree(right).toString())).isEmpty();
        assertThat(output.violations(MAPPER.valueToTree(wrong).toString())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(?!x)y", "(a)\\1", "(", "a{1,2000}"})
    void patternThatCannotBeCheckedIsNamedInAHeadAndSentFromJson(String pattern) {
        String schema = "{type: string, pattern: '" + pattern + "'}";

        assertThat(failureOf(() -> schema(schema)))
                .hasMessageContaining("pattern '" + pattern + "'")
                .hasMessageContaining("not valid JSON Schema");
        assertThat(responseJsonSchema(schema).violations("1")).isEmpty();
        assertThat(responseJsonSchema(schema).violations("Sure!")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "allOf: [{$ref: NEXT}, {$ref: NEXT}]",
                "anyOf: [{$ref: NEXT}, {not: {$ref: NEXT}}]",
                "if: {$ref: NEXT}, then: {$ref: NEXT}",
                "dependentSchemas: {a: {$ref: NEXT}, b: {$ref: NEXT}}",
                "propertyNames: {$ref: NEXT}, $ref: NEXT"
            })
    @Timeout(60)
    void schemasThatDoubleAreCountedBeforeTheyAreCompiled(String doubling) {
        for (String name : new String[] {"d", "%64", "é"}) {
            String schema = doubling(40, "type: object, " + doubling, name);

            assertThat(failureOf(() -> schema(schema)))
                    .hasMessageContaining("the schema grows beyond 10000 schemas for one value");
            assertThat(failureOf(() -> responseJsonSchema(schema))).isNotNull();
        }
    }

    @Test
    @Timeout(60)
    void referencesBelowPropertiesDoubleOnlyAsTheAnswerDoes() {
        String schema =
                doubling(40, "type: object, properties: {a: {$ref: NEXT}, b: {$ref: NEXT}}", "d");

        assertThat(schema(schema).violations("{\"v\":{\"b\":{\"a\":{}}}}")).isEmpty();
        assertThat(schema(schema).violations("{\"v\":{\"b\":{\"a\":1}}}")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Which resource a reference starts from is told by $id, by an anchor, by both.
                "{properties: {v: {$ref: '#/$defs/x'}}, type: object, $defs: {x: {$id: 'http://h/x',"
                        + " $ref: '#/$defs/d0', $defs: DEFS}}}",
                "{properties: {v: {$ref: '#a0'}}, type: object, $defs: DEFS}",
                "{$schema: 'http://json-schema.org/draft-07/schema#', type: object,"
                        + " properties: {v: {$ref: '#a0'}}, definitions: DEFS}"
            })
    @Timeout(60)
    void schemasThatDoubleInOtherWaysAreCounted(String schema) {
        StringBuilder definitions = new StringBuilder("{");
        for (int i = 0; i < 40; i++) {
            definitions.append(
                    "d%d: {KEY: 'a%d', allOf: [{$ref: NEXT%d}, {$ref: NEXT%d}]}, "
                            .formatted(i, i, i + 1, i + 1));
        }
        String target = schema.contains("#/$defs/d0") ? "'#/$defs/d$1'" : "'#a$1'";
        String key = schema.contains("draft-07") ? "$id: '#a" : "$anchor: 'a";
        String written =
                schema.replace("DEFS", definitions + "d40: {KEY: 'a40', type: object}}")
                        .replaceAll("KEY: 'a", java.util.regex.Matcher.quoteReplacement(key))
                        .replaceAll("NEXT(\\d+)", target.replace("$defs", "\\$defs"));

        assertThat(failureOf(() -> schema(written)))
                .hasMessageContaining("the schema grows beyond 10000 schemas for one value");
    }

    @Test
    @Timeout(60)
    void recursiveSchemaTakesNoMoreMemoryThanItsAnswer() {
        OutputFormat tree =
                schema(
                        "{type: object, properties: {a: {$ref: '#'}, b: {$ref: '#'}}, anyOf: ["
                                + "{minProperties: 3}, ".repeat(50)
                                + "{}]}");
        String answer = "{}";
        for (int i = 0; i < 10; i++) {
            answer = "{\"a\":" + answer + ",\"b\":" + answer + "}";
        }

        assertThat(tree.violations(answer)).isEmpty();
        assertThat(tree.violations(answer.replaceFirst("\\{}", "1"))).hasSize(1);
    }

    @Test
    void manyViolationsAreOneIfTheyAreTooMany() {
        OutputFormat output = schema("{type: array, items: {type: string}}");

        assertThat(output.violations("[" + "1,".repeat(100_000) + "1]"))
                .containsExactly("/0: integer found, string expected");
    }

    @Test
    @Timeout(60)
    void schemaThatTakesTooMuchIsNotTheFaultOfTheAnswer() {
        String oneOf = "{oneOf: [" + "{required: [z]}, ".repeat(500) + "{required: [y]}]}";
        OutputFormat output = schema("{type: array, items: " + oneOf + "}");

        assertThat(output.check("[" + "{\"y\":1},".repeat(1_000) + "{}]").isCheckable()).isFalse();
        assertThat(output.check("[{}]").isCheckable()).isTrue();
    }

    private static String doubling(int times, String definition, String name) {
        StringBuilder schema = new StringBuilder("{type: object, properties: {v: {$ref: START}}");
        schema.append(", $defs: {");
        for (int i = 0; i < times; i++) {
            String next = "'#/$defs/%s%d'".formatted(name, i + 1);
            schema.append("'%s%d': {".formatted(name.replace("%64", "d"), i))
                    .append(definition.replace("NEXT", next))
                    .append("}, ");
        }
        return schema.append("'%s%d': {type: object}}}".formatted(name.replace("%64", "d"), times))
                .toString()
                .replace("START", "'#/$defs/%s0'".formatted(name));
    }

    @Test
    @Timeout(60)
    void longWorkEndsWithAReason() {
        String anyOf = "{anyOf: [" + "{multipleOf: 7, minimum: 1}, ".repeat(900) + "{maximum: 0}]}";
        OutputFormat output = schema("{type: array, items: " + anyOf + "}");

        assertThat(output.violations("[" + "1,".repeat(300_000) + "1]"))
                .singleElement()
                .asString()
                .startsWith("not checkable: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: OBJECT, properties: {a: {type: STRING, nullable: true}}}",
                "{type: object, required: name}",
                "{type: object, aWordOfNextYear: {x: 1}, markdownDescription: text}",
                "{$ref: other.json}",
                "{$schema: 'https://example.org/s', type: object}",
                "true",
                "{title: string, description: string}"
            })
    void schemaOfAJsonPromptIsSentAsItIs(String schema) {
        String yaml = "---\nconfig: {responseJsonSchema: " + schema + "}\n---\nbody";
        Prompt prompt = text(yaml);

        assertThat(prompt.output().isJson()).isTrue();
        assertThat(prompt.output().violations("{}")).isEmpty();
        assertThat(prompt.request().at("/generationConfig/responseJsonSchema"))
                .isEqualTo(PromptFixtures.yaml(schema));
    }

    private static OutputFormat responseJsonSchema(String schema) {
        return text("---\nconfig:\n  responseJsonSchema: " + schema + "\n---\nbody").output();
    }
}
