package io.github.geminiroutes.prompt;

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
                "'{}'|: required property 'name' not found",
                "'[]'|: array found, object expected",
                "''|not JSON: the answer is empty",
                "'```json\n{}\n```'|not JSON: Unexpected character",
                "'{\"name\":\"a\"} {}'|not JSON: Trailing token",
                "'{\"name\":\"a'|not JSON: Unexpected end-of-input"
            })
    void answerIsHeldAgainstTheSchema(String answer, String violation) {
        OutputFormat output =
                schema("{type: object, properties: {name: {type: string}}, required: [name]}");

        if (violation.isEmpty()) {
            assertThat(output.violations(answer)).isEmpty();
        } else {
            assertThat(output.violations(answer)).singleElement().asString().contains(violation);
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
        OutputFormat output = schema("{additionalProperties: {type: integer}}");
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
                "'{name: string, \"age?\": integer}'|Picoschema is not supported",
                "string|Picoschema is not supported",
                "'{type: OBJECT}'|not valid JSON Schema: /type",
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
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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
    @Timeout(5)
    void endlessSchemaEnds() {
        assertThat(schema("{$ref: '#/$defs/a', $defs: {a: {$ref: '#/$defs/a'}}}").violations("1"))
                .singleElement()
                .asString()
                .contains("without end");
    }

    @Test
    @Timeout(5)
    void endlessPatternEnds() {
        String answer = "\"" + "a".repeat(60) + "!\"";

        assertThat(schema("{type: string, pattern: '^(a+)+\\1b$'}").violations(answer))
                .singleElement()
                .asString()
                .contains("a pattern in the schema takes too long");
    }
}
