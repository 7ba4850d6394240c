package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallDeadlineTest {

    private static final Duration SHORT = Duration.ofMillis(1);

    /** Of a program that stood still, each call in flight was made, and paid for, twice. */
    @Test
    void aTimerThatIsLateGivesTheCallTimeToReadWhatHasCome() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch stands = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        CallDeadline.start(
                SHORT,
                () -> {
                    stands.countDown();
                    try {
                        never.await(2, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    goesOn.countDown();
                });
        assertThat(stands.await(10, TimeUnit.SECONDS)).isTrue();
        CallDeadline late = CallDeadline.start(SHORT, () -> {});
        assertThat(goesOn.await(10, TimeUnit.SECONDS)).isTrue();

        CountDownLatch inTime = new CountDownLatch(1);
        CallDeadline next = CallDeadline.start(SHORT, inTime::countDown);

        assertThat(inTime.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(next.isOver()).isTrue();
        assertThat(late.isOver()).isFalse();
        late.stop();
    }
}
