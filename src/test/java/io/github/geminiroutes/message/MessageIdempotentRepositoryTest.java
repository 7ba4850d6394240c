package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MessageIdempotentRepositoryTest {

    private final MessageIdempotentRepository ledger = new MessageIdempotentRepository();

    @BeforeEach
    void start() {
        ledger.setRemembered(10);
        ledger.setFile("");
        ledger.start();
    }

    private CompletableFuture<Boolean> copy() {
        CompletableFuture<Thread> runs = new CompletableFuture<>();
        CompletableFuture<Boolean> copy =
                CompletableFuture.supplyAsync(
                        () -> {
                            runs.complete(Thread.currentThread());
                            return ledger.add("a");
                        });
        await().until(
                        () ->
                                copy.isDone()
                                        || runs.isDone()
                                                && runs.join().getState()
                                                        == Thread.State.TIMED_WAITING);
        return copy;
    }

    @Test
    void aSettledMessageIsADuplicate() {
        assertThat(ledger.add("a")).isTrue();
        ledger.confirm("a");

        assertThat(ledger.add("a")).isFalse();
        assertThat(ledger.contains("a")).isTrue();
    }

    @Test
    void aCopyOfOneUnderWayWaitsAndIsADuplicateThen() throws Exception {
        ledger.add("a");
        CompletableFuture<Boolean> copy = copy();
        assertThat(copy).isNotDone();

        ledger.confirm("a");

        assertThat(copy.get()).isFalse();
    }

    @Test
    void aCopyOfOneThatWasGivenBackIsAskedInItsPlace() throws Exception {
        ledger.add("a");
        CompletableFuture<Boolean> copy = copy();

        ledger.remove("a");

        assertThat(copy.get()).isTrue();
        assertThat(ledger.contains("a")).isFalse();
    }

    @Test
    void aCopyThatWaitsIsGivenBackAtAStop() {
        ledger.add("a");
        CompletableFuture<Boolean> copy = copy();

        ledger.stop();

        assertThatThrownBy(copy::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RuntimeCamelException.class);
    }
}
