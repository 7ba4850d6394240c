package io.github.geminiroutes.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The time of a rendering, by clocks that the test sets. */
class WorkTimeTest {

    private static final long SECOND = 1_000_000_000;

    private long now = 7 * SECOND;
    private long worked = 3 * SECOND;
    private final WorkTime time = new WorkTime(() -> now, () -> worked);

    private boolean isOverAfter(long seconds, long ofWork) {
        now += seconds * SECOND;
        worked += ofWork * SECOND;
        return time.tryEnd();
    }

    @Test
    void workThatHasItsProcessorHasItsPatience() {
        assertThat(isOverAfter(0, 0)).isFalse();
        assertThat(isOverAfter(10, 10)).isFalse();
        assertThat(isOverAfter(1, 1)).isTrue();
    }

    @Test
    void aWaitForAProcessorIsNoWork() {
        assertThat(isOverAfter(0, 0)).isFalse();
        assertThat(isOverAfter(50, 4)).isFalse();
        assertThat(isOverAfter(1, 1)).isTrue();
    }

    @Test
    void noRenderingLastsForEver() {
        assertThat(isOverAfter(0, 0)).isFalse();
        assertThat(isOverAfter(60, 0)).isFalse();
        assertThat(isOverAfter(1, 0)).isTrue();
    }

    @Test
    void aThreadThatCannotTellIsJudgedByTheClock() {
        WorkTime unknown = new WorkTime(() -> now, () -> -1);
        assertThat(unknown.tryEnd()).isFalse();
        now += 11 * SECOND;
        assertThat(unknown.tryEnd()).isTrue();
    }
}
