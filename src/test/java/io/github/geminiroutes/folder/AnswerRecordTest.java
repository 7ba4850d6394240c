package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.answer.AnswerReader;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CallFixture;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerRecordTest {

    private static ObjectNode record(String response) {
        Answer answer =
                new AnswerReader()
                        .read(response.getBytes(StandardCharsets.UTF_8), OutputFormat.TEXT);
        Call call =
                CallFixture.asked(
                        new DefaultExchange(new DefaultCamelContext()),
                        Instant.parse("2026-07-01T12:00:00Z"),
                        Instant.parse("2026-07-01T12:00:30Z"));
        call.answer(answer, Instant.parse("2026-07-01T12:00:31.234567Z"));
        return AnswerRecord.of(
                "a.txt", "abc123", Instant.parse("2026-07-01T11:59:59Z"), call, answer);
    }

    @Test
    void holdsAllThatIsKnown() throws IOException {
        String response =
                """
                {"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"A"}]},
                  "finishReason":"MAX_TOKENS","tomorrow":[1.10]}],
                 "usageMetadata":{"promptTokenCount":3,"totalTokenCount":9,
                  "promptTokensDetails":[{"modality":"TEXT","tokenCount":3}]},
                 "modelVersion":"v-1","responseId":"r-1"}""";

        ObjectNode expected =
                (ObjectNode)
                        GeminiJson.MAPPER.readTree(
                                """
                                {"prompt":"a.txt","sha256":"abc123","task":null,"model":"gemini-3.8-flash",
                                 "modelVersion":"v-1","responseId":"r-1","finishReason":"MAX_TOKENS",
                                 "truncated":true,"cached":false,
                                 "usage":{"promptTokenCount":3,"totalTokenCount":9,
                                  "promptTokensDetails":[{"modality":"TEXT","tokenCount":3}]},
                                 "tier":null,"costUsd":null,
                                 "attempts":2,"receivedAt":"2026-07-01T11:59:59Z",
                                 "sentAt":"2026-07-01T12:00:30Z",
                                 "answeredAt":"2026-07-01T12:00:31.234567Z",
                                 "latencySeconds":1.234,"files":[],"text":"A","thoughts":"hm"}""");
        expected.putRawValue("response", new RawValue(response));
        assertThat(record(response).toString()).isEqualTo(expected.toString());
    }

    /** Whoever adds up the records must not pay twice. */
    @Test
    void anAnswerFromTheCacheHasCostNothing() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        Call call = CallFixture.answeredFromCache(exchange, "A");

        ObjectNode record = AnswerRecord.of("a.txt", "abc123", Instant.EPOCH, call, call.answer());

        assertThat(record.get("cached").asBoolean()).isTrue();
        assertThat(record.get("costUsd").decimalValue()).isZero();
        assertThat(record.get("usage")).isEmpty();
        assertThat(record.get("attempts").asInt()).isZero();
        assertThat(record.get("latencySeconds").asDouble()).isZero();
        assertThat(record.get("text").asText()).isEqualTo("A");
    }

    @Test
    void whatIsNotKnownIsNull() {
        ObjectNode record =
                record(
                        """
                        {"candidates":[{"content":{"parts":[{"text":"A"}]},"finishReason":"STOP"}]}""");

        assertThat(record.get("modelVersion").isNull()).isTrue();
        assertThat(record.get("responseId").isNull()).isTrue();
        assertThat(record.get("truncated").asBoolean(true)).isFalse();
        assertThat(record.get("usage")).isEmpty();
        assertThat(record.has("thoughts")).isFalse();
    }

    /** Written out in plain digits they would take 600 MB. */
    @Test
    void numbersAreAsTheyCame() throws IOException {
        String response =
                """
                {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"n":1e20000,
                  "many":[%s]}}}]},"finishReason":"STOP","avgLogprobs":1e99999}],
                 "usageMetadata":{"promptTokenCount":1e9999,"digits":%s}}"""
                        .formatted("1e9999,".repeat(60_000) + "1", "7".repeat(900));

        byte[] written =
                GeminiJson.MAPPER
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsBytes(record(response));

        assertThat(written).hasSizeLessThan(3 * response.length());
        assertThat(new String(written, StandardCharsets.UTF_8)).contains(response);
        assertThat(GeminiJson.MAPPER.readTree(written).at("/usage/promptTokenCount").decimalValue())
                .isEqualByComparingTo("1e9999");
    }

    @Test
    void ofSeveralCandidatesTheRecordNamesTheOneThatIsTheAnswer() {
        ObjectNode record =
                record(
                        """
                        {"candidates":[{"finishReason":"SAFETY"},
                          {"content":{"parts":[{"text":"B"}]},"finishReason":"STOP"}]}""");

        assertThat(record.get("candidate").asInt()).isEqualTo(1);
        assertThat(record.get("text").asText()).isEqualTo("B");
        assertThat(record.toString()).contains("SAFETY");
    }

    /** What a folder is retried for must be the folder's fault, never the text's. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\\ud83d", "a\\ude00b", "\\u0000\\u001f", "\\u2028", "😀\\ud83d\\ude00"})
    void anyTextCanBeWrittenAndReadBack(String escaped) throws IOException {
        ObjectNode record =
                record(
                        """
                        {"candidates":[{"content":{"parts":[{"text":"x%s"}]},"finishReason":"STOP"}]}"""
                                .formatted(escaped));

        byte[] written =
                GeminiJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(record);

        JsonNode known = GeminiJson.MAPPER.readTree(written);
        assertThat(known.get("text")).isEqualTo(record.get("text"));
    }
}
