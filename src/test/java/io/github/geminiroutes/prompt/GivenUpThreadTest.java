package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GivenUpThreadTest {

    private final CountDownLatch end = new CountDownLatch(1);

    private Object stayAway() {
        boolean wasInterrupted = true;
        while (wasInterrupted) {
            try {
                end.await();
                wasInterrupted = false;
            } catch (InterruptedException e) {
                // Like work that cannot be interrupted.
                wasInterrupted = true;
            }
        }
        return null;
    }

    @Test
    void workIsDoneInAnotherThread() {
        GivenUpThread threads = new GivenUpThread("stranger");

        Thread worker = threads.call(Thread::currentThread, 1);

        assertThat(worker).isNotSameAs(Thread.currentThread());
        assertThat(worker.isDaemon()).isTrue();
        assertThat(worker.getName()).isEqualTo("stranger");
    }

    @Test
    void callerGoesOnWithoutTheWork() {
        GivenUpThread threads = new GivenUpThread("stranger", Duration.ofMillis(1));
        try {
            for (int i = 0; i < 6; i++) {
                assertThat(failureOf(() -> threads.call(this::stayAway, 3)))
                        .hasMessage(
                                "line 3: the schema takes longer than 1 ms to read: make it"
                                        + " simpler");
            }
        } finally {
            end.countDown();
        }
    }

    /** As on a machine that has no processor for it in all of the patience. */
    @Test
    void aWaitForAProcessorIsNoWork() {
        GivenUpThread threads = new GivenUpThread("stranger", Duration.ofMillis(500));

        assertThat(
                        threads.<Boolean>call(
                                () -> new CountDownLatch(1).await(800, TimeUnit.MILLISECONDS), 1))
                .isFalse();
    }

    @Test
    void failureOfTheWorkIsThatOfTheCall() {
        GivenUpThread threads = new GivenUpThread("stranger");

        assertThat(
                        failureOf(
                                () ->
                                        threads.call(
                                                () -> {
                                                    throw new InvalidPromptException("bad", 2);
                                                },
                                                2)))
                .hasMessage("line 2: bad");
        assertThatThrownBy(
                        () ->
                                threads.call(
                                        () -> {
                                            throw new StackOverflowError();
                                        },
                                        2))
                .isInstanceOf(StackOverflowError.class);
    }

    @Test
    void interruptOfTheCallerIsKeptForLater() {
        GivenUpThread threads = new GivenUpThread("stranger");
        Thread.currentThread().interrupt();

        assertThat(threads.<Integer>call(() -> 1, 1)).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
    }
}
