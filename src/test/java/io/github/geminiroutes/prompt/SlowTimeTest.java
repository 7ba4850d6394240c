package io.github.geminiroutes.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

    @Test
    void aTurnTakesItsWholeTimeFromWhatComes() throws InterruptedException {
        time.awaitTurn();
        time.endTurn(Duration.ofSeconds(40).toNanos());
        assertThat(take(1)).isFalse();

        assertThat(time.untilFilled()).isCloseTo(Duration.ofSeconds(100).toNanos(), within(1_000L));
        now.addAndGet(Duration.ofSeconds(101).toNanos());

        time.awaitTurn();
        time.endTurn(0);
        assertThat(time.untilFilled()).isZero();
    }

    @Test
    void manyLooksLoseNoTime() {
        assertThat(take(30)).isTrue();
        for (int i = 0; i < 1_000; i++) {
            now.addAndGet(9);
            assertThat(take(1)).isFalse();
        }

        assertThat(time.take(900)).isTrue();
    }
}
