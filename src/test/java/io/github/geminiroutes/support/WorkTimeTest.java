package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The time of work, by clocks that the test sets. */
class WorkTimeTest {

    private static final long SECOND = 1_000_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private long now = 7 * SECOND;
    private long worked = 3 * SECOND;
    private final WorkTime time = new WorkTime(() -> now, () -> worked, PATIENCE);

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
    void noWorkLastsForEver() {
        assertThat(isOverAfter(0, 0)).isFalse();
        assertThat(isOverAfter(60, 0)).isFalse();
        assertThat(isOverAfter(1, 0)).isTrue();
    }

    @Test
    void aThreadThatCannotTellIsJudgedByTheClock() {
        WorkTime unknown = new WorkTime(() -> now, () -> -1, PATIENCE);
        assertThat(unknown.tryEnd()).isFalse();
        now += 11 * SECOND;
        assertThat(unknown.tryEnd()).isTrue();
    }

    @Test
    void whileItIsToBeBriefNoWorkOfTheThreadHasMoreTime() {
        try (WorkTime.Brief brief = WorkTime.brief(Duration.ZERO)) {
            assertThat(brief.hasEndedWork()).isFalse();
            WorkTime ofThread = WorkTime.ofThisThread(PATIENCE);
            await().until(ofThread::tryEnd);
            assertThat(brief.hasEndedWork()).isTrue();
        }

        assertThat(WorkTime.ofThisThread(PATIENCE).patience()).isEqualTo(PATIENCE);
    }
}
