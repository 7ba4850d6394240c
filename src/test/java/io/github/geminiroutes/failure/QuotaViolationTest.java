package io.github.geminiroutes.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.QuotaViolation.Scope;
import io.github.geminiroutes.failure.QuotaViolation.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaViolationTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, GenerateRequestsPerMinutePerProjectPerModel, PER_MINUTE, REQUESTS",
                "-, GenerateRequestsPerMinutePerProjectPerModel-FreeTier, PER_MINUTE, REQUESTS",
                "-, GenerateRequestsPerDayPerProjectPerModel-FreeTier, PER_DAY, REQUESTS",
                "-, GenerateContentInputTokensPerModelPerMinute-FreeTier, PER_MINUTE, INPUT_TOKENS",
                "-, GenerateContentInputTokensPerModelPerDay-FreeTier, PER_DAY, INPUT_TOKENS",
                "-, GenerateContentPaidTierInputTokensPerModelPerMinute-PaidTier2, PER_MINUTE, INPUT_TOKENS",
                "-, SomethingNewPerDayOrSo, PER_DAY, OTHER",
                "-, ImagesPerWeek, OTHER, OTHER",
                "generate_requests_per_model_per_day, -, PER_DAY, REQUESTS",
                "generate_content_free_tier_input_token_count, -, OTHER, INPUT_TOKENS",
                "requests_per_day, RequestsPerMinute, PER_MINUTE, REQUESTS",
                "-, -, OTHER, OTHER"
            })
    void readsScopeAndUnitOffTheNames(String metric, String id, Scope scope, Unit unit) {
        QuotaViolation violation = new QuotaViolation(metric, id, null, null);

        assertThat(violation.scope()).isEqualTo(scope);
        assertThat(violation.unit()).isEqualTo(unit);
    }

    @Test
    void noneAtAllIsWorseThanPerDayIsWorseThanPerMinute() {
        QuotaViolation other = new QuotaViolation("m", "Weekly", null, 1L);
        QuotaViolation minute = new QuotaViolation("m", "PerMinute", null, 1L);
        QuotaViolation day = new QuotaViolation("m", "PerDay", null, 1L);
        QuotaViolation none = new QuotaViolation("m", "PerMinute", null, 0L);

        assertThat(
                        Failure.of(FailureKind.CAPACITY, "")
                                .withViolations(List.of(other, minute, day, none))
                                .violations())
                .containsExactly(none, day, minute, other);
    }

    @Test
    void shortMetricIsWithoutTheService() {
        assertThat(
                        new QuotaViolation(
                                        "generativelanguage.googleapis.com/requests",
                                        null,
                                        null,
                                        null)
                                .shortMetric())
                .isEqualTo("requests");
        assertThat(new QuotaViolation("other.googleapis.com/x", null, null, null).shortMetric())
                .isEqualTo("other.googleapis.com/x");
        assertThat(new QuotaViolation(null, null, null, null).shortMetric()).isNull();
    }
}
