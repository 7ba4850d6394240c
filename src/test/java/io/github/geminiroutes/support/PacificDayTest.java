package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PacificDayTest {

    @Test
    void beginsAndEndsAtMidnightInLosAngeles() {
        PacificDay day = PacificDay.at(Instant.parse("2026-01-31T07:59:59Z"));

        assertThat(day).hasToString("2026-01-30");
        assertThat(day.start()).isEqualTo("2026-01-30T08:00:00Z");
        assertThat(day.end()).isEqualTo("2026-01-31T08:00:00Z");
        assertThat(day.midnight()).isEqualTo("2026-01-31T00:00-08:00[America/Los_Angeles]");
    }

    @Test
    void isAnHourShorterOrLongerWhereClocksChange() {
        assertThat(length("2026-03-08T12:00:00Z")).isEqualTo(Duration.ofHours(23));
        assertThat(length("2026-07-01T12:00:00Z")).isEqualTo(Duration.ofHours(24));
        assertThat(length("2026-11-01T12:00:00Z")).isEqualTo(Duration.ofHours(25));
    }

    private static Duration length(String instant) {
        PacificDay day = PacificDay.at(Instant.parse(instant));
        return Duration.between(day.start(), day.end());
    }

    @Test
    void isOverFromItsEndOnAndNotBeforeItsStart() {
        PacificDay day = PacificDay.at(Instant.parse("2026-01-30T12:00:00Z"));

        assertThat(day.isOver(day.end())).isTrue();
        assertThat(day.isOver(day.end().minusNanos(1))).isFalse();
        assertThat(day.isOver(day.start().minusSeconds(1))).isFalse();
        assertThat(PacificDay.NONE.isOver(Instant.EPOCH)).isTrue();
    }

    @Test
    void isOneAtAllItsInstants() {
        PacificDay day = PacificDay.at(Instant.parse("2026-01-30T12:00:00Z"));

        assertThat(PacificDay.at(day.start())).isEqualTo(day).hasSameHashCodeAs(day);
        assertThat(PacificDay.at(day.end())).isNotEqualTo(day);
    }
}
