package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SetBacksTest {

    private static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final SetBacks setBacks = new SetBacks(nanos::get);

    private Duration lookAfter(Duration passed, Instant wall) {
        nanos.addAndGet(passed.toNanos());
        return setBacks.look(wall);
    }

    @Test
    void measuresByTheTimeThatHasPassed() {
        assertThat(lookAfter(Duration.ZERO, NOON)).isZero();
        assertThat(lookAfter(Duration.ofSeconds(60), NOON.plusSeconds(60))).isZero();

        assertThat(lookAfter(Duration.ofSeconds(1), NOON.plusSeconds(61).minusSeconds(3600)))
                .isEqualTo(Duration.ofHours(1));
        assertThat(lookAfter(Duration.ofSeconds(1), NOON.plusSeconds(62).minusSeconds(3600)))
                .as("told once")
                .isZero();
    }

    @Test
    void aClockThatGoesForwardOrIsKeptRightWasNotSetBack() {
        setBacks.look(NOON);

        assertThat(lookAfter(Duration.ofSeconds(1), NOON.plusSeconds(86_400))).isZero();
        assertThat(lookAfter(Duration.ofSeconds(1), NOON.plusSeconds(86_400))).isZero();
    }
}
