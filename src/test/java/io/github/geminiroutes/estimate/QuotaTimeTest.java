package io.github.geminiroutes.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.estimate.Estimate.Demand;
import io.github.geminiroutes.quota.LimitKind;
import io.github.geminiroutes.quota.ModelQuota;
import io.github.geminiroutes.quota.ModelQuota.LimitUse;
import io.github.geminiroutes.quota.ModelQuota.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaTimeTest {

    /** Eleven at night in Los Angeles. */
    private static final Instant NOW = Instant.parse("2026-07-02T06:00:00Z");

    private static Long seconds(Map<LimitKind, Long> set, long requests, long tokens) {
        return new QuotaTime(set, List.of(), NOW).of(Map.of("m", new Demand(requests, tokens)));
    }

    @ParameterizedTest
    @CsvSource({"1,0", "60,0", "61,60", "120,60", "121,120", "6000,5940"})
    void ofALimitAMinuteAsManyLeaveAtOnceAsItAllows(long requests, long expected) {
        assertThat(seconds(Map.of(LimitKind.REQUESTS_PER_MINUTE, 60L), requests, 1))
                .isEqualTo(expected);
    }

    @Test
    void theSlowestLimitCounts() {
        Map<LimitKind, Long> set =
                Map.of(
                        LimitKind.REQUESTS_PER_MINUTE, 1_000L,
                        LimitKind.INPUT_TOKENS_PER_MINUTE, 1_000L);

        assertThat(seconds(set, 10, 10_000)).isEqualTo(9 * 60);
    }

    @ParameterizedTest
    @CsvSource({"100,0", "101,3600", "200,3600", "201,90000"})
    void whatADayDoesNotAllowWaitsForMidnight(long requests, long expected) {
        assertThat(seconds(Map.of(LimitKind.REQUESTS_PER_DAY, 100L), requests, 1))
                .isEqualTo(expected);
    }

    @Test
    void aLearnedLimitAndWhatIsUsedOfTheDayCount() {
        ModelQuota known =
                new ModelQuota(
                        "m",
                        Map.of(LimitKind.REQUESTS_PER_DAY, new LimitUse(100L, Source.LEARNED, 95)),
                        null,
                        null,
                        NOW,
                        0,
                        1);
        QuotaTime time = new QuotaTime(Map.of(), List.of(known), NOW);

        assertThat(time.of(Map.of("m", new Demand(5, 1)))).isZero();
        assertThat(time.of(Map.of("m", new Demand(6, 1)))).isEqualTo(3_600);
    }

    @Test
    void whereOfAModelNoLimitIsKnownTheTimeIsUnknown() {
        assertThat(seconds(Map.of(), 5, 5)).isNull();
        assertThat(new QuotaTime(Map.of(), List.of(), NOW).of(Map.of())).isZero();
    }
}
