package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaPollPauseTest {

    private final List<Long> pauses = new ArrayList<>();
    private long now;
    private final KafkaPollPause strategy =
            new KafkaPollPause(
                    () -> now,
                    pause -> {
                        pauses.add(pause.toSeconds());
                        now += pause.toNanos();
                    });

    private void fail() {
        strategy.handle(-1, new TopicAuthorizationException("prompts"));
    }

    @Test
    void thePauseDoublesAsLongAsPollsFail() {
        for (int poll = 0; poll < 7; poll++) {
            fail();
            now += Duration.ofMillis(500).toNanos();
        }

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 16L, 16L);
        assertThat(strategy.canContinue()).isTrue();
    }

    @Test
    void itBeginsAnewAfterPollsThatDidNotFail() {
        fail();
        fail();
        now += Duration.ofSeconds(6).toNanos();
        fail();

        assertThat(pauses).containsExactly(1L, 2L, 1L);
    }

    /** An interrupt that stays would break off its leave from the group, with a stack trace. */
    @Test
    void aConsumerThatIsStoppedLeavesItsGroupUninterrupted() {
        KafkaPollPause stopped =
                new KafkaPollPause(
                        () -> now,
                        pause -> {
                            throw new InterruptedException();
                        });

        stopped.handle(-1, new TopicAuthorizationException("prompts"));

        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void oneConsumersPauseIsNotAnothers() throws InterruptedException {
        fail();
        fail();
        Thread other = new Thread(this::fail);
        other.start();
        other.join();

        assertThat(pauses).containsExactly(1L, 2L, 1L);
    }
}
