package io.github.geminiroutes.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitReportTest {

    private static final Instant AT = Instant.parse("2026-11-16T20:15:30Z");

    private final FailureClassifier classifier = new FailureClassifier(new ObjectMapper());

    /** One report a body; the folder {@code gemini/reports} holds what is expected. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "402-prepay-depleted",
                "429-capacity",
                "429-help-only",
                "429-limit-zero",
                "429-minute-and-day",
                "429-per-day",
                "429-per-minute-tokens",
                "429-spend-rate",
                "429-spending-cap"
            })
    void tellsWhatHappenedAndWhatToDo(String name) {
        Failure failure = classified(name);

        assertThat(RateLimitReport.appliesTo(failure)).isTrue();
        assertThat(RateLimitReport.of(failure, "gemini-asked", AT))
                .isEqualTo(RecordedBody.report(name + ".txt"));
    }

    @Test
    void hasTheLayoutPeopleKnow() {
        Failure failure =
                new Failure(
                        FailureKind.RATE_LIMIT_PER_MINUTE,
                        429,
                        "RESOURCE_EXHAUSTED",
                        "",
                        List.of(
                                new QuotaViolation(
                                        "generativelanguage.googleapis.com/generate_content_paid_tier_input_token_count",
                                        "GenerateContentPaidTierInputTokensPerModelPerMinute",
                                        "gemini-2.5-pro-exp",
                                        2_000_000L)),
                        Duration.ofSeconds(15),
                        null);

        assertThat(RateLimitReport.of(failure, null, AT))
                .isEqualTo(RecordedBody.report("layout.txt"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-16T20:15:30Z, 2026-11-17 00:00 PST",
        "2026-11-17T07:59:59Z, 2026-11-17 00:00 PST",
        "2026-11-17T08:00:00Z, 2026-11-18 00:00 PST",
        "2026-07-01T06:59:59Z, 2026-07-01 00:00 PDT",
        "2026-07-01T07:00:00Z, 2026-07-02 00:00 PDT",
        "2026-03-08T09:00:00Z, 2026-03-09 00:00 PDT",
        "2026-11-01T08:30:00Z, 2026-11-02 00:00 PST"
    })
    void knowsMidnightInLosAngeles(Instant at, String reset) {
        assertThat(RateLimitReport.of(classified("429-per-day"), null, at))
                .contains("  • Quota Resets: " + reset + " (America/Los_Angeles)\n")
                .contains("  1. Wait for the daily reset: " + reset + " (America/Los_Angeles)\n");
    }

    @ParameterizedTest
    @CsvSource({
        "15000, 15s",
        "51387, 51.4s",
        "51400, 51.4s",
        "62500, 62.5s",
        "1, 0.1s",
        "600000, 600s"
    })
    void writesTheDelayInSeconds(long millis, String delay) {
        Failure failure =
                classified("429-retry-info-only").withRetryDelay(Duration.ofMillis(millis));

        assertThat(RateLimitReport.of(failure, "m", AT))
                .contains("Suggested Retry Delay: " + delay + "\n");
    }

    @Test
    void guessesNothing() {
        Failure known = classified("429-capacity");
        Failure failure =
                new Failure(
                        known.kind(),
                        known.httpCode(),
                        null,
                        known.message(),
                        List.of(new QuotaViolation(null, "Weekly", null, 7L)),
                        known.retryDelay(),
                        known.details());

        assertThat(RateLimitReport.of(failure, null, AT))
                .contains("  • Status: not named by the server\n")
                .contains("  • Quota Metric: not named by the server\n")
                .contains("  • Current Limit: 7 (period not named by the server)\n")
                .contains("  • Model Affected: not named by the server\n");
    }

    @Test
    void isForRateLimitsAndBillingOnly() {
        assertThat(RateLimitReport.appliesTo(Failure.of(FailureKind.OVERLOADED, ""))).isFalse();
        assertThat(RateLimitReport.appliesTo(Failure.of(FailureKind.API_KEY_INVALID, "")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"429-per-day", "429-spending-cap", "429-per-minute-tokens", "429-vertex"})
    void listsFiveSolutions(String name) {
        assertThat(RateLimitReport.of(classified(name), null, AT))
                .contains("\n  5. ")
                .doesNotContain("\n  6. ");
    }

    private Failure classified(String name) {
        return classifier.classify(RecordedBody.code(name), RecordedBody.bytes(name + ".json"));
    }
}
