package io.github.geminiroutes.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SlowTimeTest {

    private final AtomicLong now = new AtomicLong();
    private final SlowTime time = new SlowTime(now::get, Duration.ofSeconds(30));

    @Test
    void isUsedUpByManyAndFilledUpByATenthOfTheTime() {
        assertThat(take(30)).isTrue();
        assertThat(take(1)).isFalse();

        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(take(1)).isTrue();
        assertThat(take(1)).isFalse();
    }

    @Test
    void holdsNoMoreThanAtFirstHoweverLongNobodyIsSlow() {
        now.addAndGet(Duration.ofDays(1).toNanos());

        assertThat(take(31)).isFalse();
        assertThat(take(30)).isTrue();
    }

    private boolean take(long seconds) {
        return time.take(Duration.ofSeconds(seconds).toNanos());
    }
}
