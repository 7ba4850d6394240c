package io.github.geminiroutes.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.answer.UsageExtras;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.QuotaViolation;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The line that other programs read. */
class UsageLogTest {

    @Test
    void tellsAllOfAnAnsweredCall() throws IOException {
        Usage usage = new Usage(100, 40, 20, 7, 3, 130, new UsageExtras(12, 0, 6, 5, 0, 2, false));

        String line =
                UsageLog.line(
                        CallRecords.answered(
                                CallRecords.MODEL, usage, new BigDecimal("0.00000012")));

        assertThat(line).doesNotContain("\n");
        assertThat(GeminiJson.MAPPER.readTree(line))
                .isEqualTo(
                        GeminiJson.MAPPER.readTree(
                                """
                                {"time":"2026-11-25T12:00:00Z","prompt":"a.txt","task":null,"model":"gemini-3.8-flash",
                                 "modelVersion":"gemini-3.8-flash-001","code":200,"outcome":"answered",
                                 "attempt":1,"latencySeconds":1.5,"inputTokens":100,"cachedTokens":40,
                                 "outputTokens":20,"thinkingTokens":7,"toolTokens":3,"totalTokens":130,
                                 "audioInputTokens":12,"audioOutputTokens":6,"imageOutputTokens":5,
                                 "searchQueries":2,
                                 "serviceTier":"standard","cost":0.00000012,"quota":null,
                                 "responseId":"id-1"}"""));
        assertThat(line).contains("\"cost\":0.00000012,");
    }

    @Test
    void namesTheQuotaOfARateLimitAndTheKindOfFailure() throws IOException {
        Failure failure =
                Failure.of(FailureKind.RATE_LIMIT_PER_DAY, "no more")
                        .withHttpCode(429)
                        .withViolations(
                                List.of(
                                        new QuotaViolation(null, "RequestsPerMinute", null, 5L),
                                        new QuotaViolation(null, "RequestsPerDay", null, 50L)));

        JsonNode line =
                GeminiJson.MAPPER.readTree(
                        UsageLog.line(CallRecords.failed(CallRecords.MODEL, failure, 2, null)));

        assertThat(line.path("outcome").asText()).isEqualTo("rate-limit-per-day");
        assertThat(line.path("code").asInt()).isEqualTo(429);
        assertThat(line.path("attempt").asInt()).isEqualTo(2);
        assertThat(line.path("quota").asText()).isEqualTo("RequestsPerDay");
        assertThat(line.path("inputTokens").isNull()).isTrue();
    }

    @Test
    void keepsAHostileNameInsideOfItsLine() throws IOException {
        Failure failure = Failure.of(FailureKind.NETWORK, "connection refused");
        CallRecord call =
                new CallRecord(
                        CallRecords.NOW,
                        "a\n{\"prompt\":\"b\"}\u2028.txt",
                        CallRecords.MODEL,
                        null,
                        0,
                        failure,
                        1,
                        null,
                        Duration.ZERO,
                        Duration.ZERO,
                        null,
                        null,
                        null,
                        "task\n{\"x\":1}",
                        null);

        String line = UsageLog.line(call);

        assertThat(line).doesNotContain("\n");
        JsonNode read = GeminiJson.MAPPER.readTree(line);
        assertThat(read.path("prompt").asText()).isEqualTo(call.prompt());
        assertThat(read.path("task").asText()).isEqualTo(call.task());
        assertThat(read.path("code").isNull()).isTrue();
        assertThat(read.path("cost").isNull()).isTrue();
    }
}
