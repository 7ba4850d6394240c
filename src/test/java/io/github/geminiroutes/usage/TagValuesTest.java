package io.github.geminiroutes.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.QuotaViolation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TagValues take few values, whatever prompts and servers say. */
class TagValuesTest {

    @ParameterizedTest
    @CsvSource({"200, 200", "429, 429", "0, none", "418, 4xx", "302, 3xx", "599, 5xx", "1201, 2xx"})
    void codesFold(int code, String tag) {
        assertThat(TagValues.code(code)).isEqualTo(tag);
    }

    @ParameterizedTest
    @CsvSource({
        "GenerateRequestsPerDayPerProjectPerModel-FreeTier, requests-per-day",
        "GenerateRequestsPerMinutePerProjectPerModel, requests-per-minute",
        "GenerateContentInputTokensPerModelPerMinute, input-tokens-per-minute",
        "SomethingPerFortnight, capacity"
    })
    void quotasFold(String id, String tag) {
        Failure failure =
                Failure.of(FailureKind.CAPACITY, "")
                        .withViolations(List.of(new QuotaViolation(null, id, null, 1L)));
        assertThat(TagValues.quota(failure)).isEqualTo(tag);
        assertThat(TagValues.quota(failure.withViolations(List.of()))).isEqualTo("capacity");
    }

    @Test
    void aThousandModelsMakeFewMeters() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        CallMeters meters = new CallMeters(registry, URI.create("https://example.org"));
        for (int i = 0; i < 1_000; i++) {
            meters.count(
                    CallRecords.answered(
                            "model-" + i, new Usage(1, 0, 1, 0, 0, 2), BigDecimal.ONE));
        }

        assertThat(registry.find("gemini.requests").counters()).hasSize(CallMeters.MOST_MODELS + 1);
        assertThat(registry.find("gemini.requests").tag("model", "other").counter().count())
                .isEqualTo(1_000 - CallMeters.MOST_MODELS);
        assertThat(registry.find("gemini.cost.usd").tag("model", "model-0").counter().count())
                .isEqualTo(1);
        assertThat(registry.find("gen_ai.client.operation.duration").timers())
                .hasSize(CallMeters.MOST_MODELS + 1)
                .allSatisfy(
                        timer -> assertThat(timer.getId().getTag("server.port")).isEqualTo("443"));
    }
}
