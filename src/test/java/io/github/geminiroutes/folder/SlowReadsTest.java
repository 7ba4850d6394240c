package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowReadsTest {

    private long now;
    private final SlowReads reads = new SlowReads(() -> now);

    private void work(int millis) {
        now += Duration.ofMillis(millis).toNanos();
        reads.worked(Duration.ofMillis(millis));
    }

    @Test
    void manyThatTakeAPartOfASecondHaveHalfOfTheTimeAsOneThatTakesSeconds() {
        for (int i = 0; i < 5; i++) {
            assertThat(reads.mayWork()).isTrue();
            work(250);
        }

        assertThat(reads.mayWork()).isFalse();
        now += Duration.ofMillis(1240).toNanos();
        assertThat(reads.mayWork()).isFalse();
        now += Duration.ofMillis(10).toNanos();
        assertThat(reads.mayWork()).isTrue();
        work(9000);
        now += Duration.ofMillis(8990).toNanos();
        assertThat(reads.mayWork()).isFalse();
    }

    @Test
    void promptsThatAreReadQuicklyCountNothing() {
        for (int i = 0; i < 10_000; i++) {
            work(5);
        }

        assertThat(reads.mayWork()).isTrue();
    }

    @Test
    void aRestHasTriesForHalfASecondAndOneForATaskThatIsSlow() {
        work(1500);

        assertThat(reads.mayTry("task/a.txt")).isTrue();
        reads.tried("task/a.txt", Duration.ofMillis(100), true);
        assertThat(reads.mayTry("task/sub/b.txt")).isFalse();
        assertThat(reads.mayTry("other/a.txt")).isTrue();
        reads.tried("other/a.txt", Duration.ofMillis(400), false);
        assertThat(reads.mayTry("a.prompt")).isFalse();

        now += Duration.ofMillis(1990).toNanos();
        assertThat(reads.mayWork()).as("tries are no rest").isFalse();
        now += Duration.ofMillis(10).toNanos();
        assertThat(reads.mayWork()).isTrue();
        work(1500);
        assertThat(reads.mayTry("task/a.txt")).isTrue();
    }
}
