package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SecondsTest {

    @Test
    void keepsMilliseconds() {
        assertThat(Seconds.toDuration(1.5)).isEqualTo(Duration.ofMillis(1_500));
        assertThat(Seconds.toDuration(0.0004)).isZero();
        assertThat(Seconds.toMillis(0.0006)).isEqualTo(1);
    }

    @Test
    void noDurationIsSoLongThatItOverflows() {
        assertThat(Seconds.toDuration(1e300)).isEqualTo(Duration.ofSeconds(Seconds.MOST));
    }
}
