package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.GeminiException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InlineResultsTest {

    private static final String JOB =
            """
            {"name":"batches/1","metadata":{"state":"S","output":{"inlinedResponses":{"inlinedResponses":[
              {"response":{"x":"ä\\n]}","y":[1,{}]},
               "metadata":{"key":"a"}},{"error":{"code":3}}, 7, null]}}},
             "done":true,"response":{"inlinedResponses":[{"response":{"x":2}}]},"last":{"a":[[{"b":1.50}]]}}""";

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    /** What came of a network: so many bytes at a time. */
    private static InputStream inPieces(String text, int size) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(size, length));
            }
        };
    }

    private String lines() {
        return lines.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100_000})
    void eachResultOfTheFirstPlaceIsALineAndAllElseIsATree(int size) throws IOException {
        JsonNode tree = InlineResults.copy(inPieces(JOB, size), lines);

        assertThat(lines())
                .isEqualTo(
                        """
                        {"response":{"x":"ä\\n]}","y":[1,{}]},    "metadata":{"key":"a"}}
                        {"error":{"code":3}}
                        """);
        assertThat(tree)
                .hasToString(
                        """
                        {"name":"batches/1","metadata":{"state":"S","output":{"inlinedResponses":{"inlinedResponses":4}}},\
                        "done":true,"response":{"inlinedResponses":1},"last":{"a":[[{"b":1.50}]]}}""");
    }

    @Test
    void aLookEndsAtTheFirstResult() throws IOException {
        JsonNode tree =
                InlineResults.untilFirst(
                        inPieces(JOB.substring(0, JOB.indexOf("error")) + " broken", 10), 100);

        assertThat(tree)
                .hasToString(
                        "{\"name\":\"batches/1\",\"metadata\":{\"state\":\"S\",\"output\":"
                                + "{\"inlinedResponses\":{\"inlinedResponses\":1}}}}");
    }

    @Test
    void theResultsCountForNoBoundAndAllElseDoes() throws IOException {
        String many =
                IntStream.range(0, 10_000)
                        .mapToObj("{\"response\":{\"x\":%d}}"::formatted)
                        .collect(Collectors.joining(","));
        String job = "{\"inlinedResponses\":[" + many + "],\"name\":\"n\"}";
        assertThat(InlineResults.leaveOut(inPieces(job, 1_000), 3_000))
                .hasToString("{\"inlinedResponses\":10000,\"name\":\"n\"}");

        assertThatThrownBy(
                        () ->
                                InlineResults.leaveOut(
                                        inPieces("{\"a\":\"" + "x".repeat(4_000) + "\"}", 1_000),
                                        3_000))
                .isInstanceOf(GeminiException.class)
                .hasMessageContaining("larger than 3000 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"inlinedResponses\":[{\"response\":{}",
                "{\"inlinedResponses\":[{\"response\":{}},",
                "{\"name\":\"n\"",
                "[]",
                ""
            })
    void oneThatIsCutIsNone(String job) {
        assertThatThrownBy(() -> InlineResults.copy(inPieces(job, 100), lines))
                .isInstanceOf(GeminiException.class);
    }

    @Test
    void inAnotherEncodingIsNone() {
        byte[] job = "{\"inlinedResponses\":[{}]}".getBytes(Charset.forName("UTF-16"));

        assertThatThrownBy(() -> InlineResults.copy(new ByteArrayInputStream(job), lines))
                .isInstanceOf(GeminiException.class)
                .hasMessageContaining("not UTF-8");
    }
}
