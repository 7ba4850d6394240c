package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
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

    /** A broker that was made anew numbers its messages from the start. */
    @Test
    void aNewMessageOfTheSameKeyIsNoDuplicate() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(
                InFlightMessage.PROPERTY,
                new InFlightMessage(null, "a", true, GroupMembership.NONE));
        ledger.add("a");
        ledger.confirm("a");

        assertThat(ledger.add(exchange, "a")).isTrue();
        ledger.confirm("a");
        assertThat(ledger.add("a")).isFalse();
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

    private CompletableFuture<Boolean> copy(FakeMembership group) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(
                InFlightMessage.PROPERTY, new InFlightMessage(null, "a", false, group));
        return CompletableFuture.supplyAsync(() -> ledger.add(exchange, "a"));
    }

    /** The one that it waits for may be held until the group is whole again. */
    @Test
    void aCopyThatWaitsTakesPartInWhatItsGroupDoes() throws Exception {
        FakeMembership group = new FakeMembership();
        ledger.add("a");
        CompletableFuture<Boolean> copy = copy(group);
        await().until(() -> group.polls() > 1);

        ledger.confirm("a");

        assertThat(copy.get()).isFalse();
        assertThat(group.isPaused()).isFalse();
    }

    /** Else the copies of those that a lost connection brings again would take all consumers. */
    @Test
    void aCopyThatWaitsGivesWayToOthers() throws Exception {
        FakeMembership consumer = new FakeMembership();
        ledger.add("a");
        CompletableFuture<Boolean> copy = copy(consumer);
        await().until(consumer::isGivingWay);

        ledger.remove("a");

        assertThat(copy.get()).isTrue();
        assertThat(consumer.isGivingWay()).isFalse();
    }

    @Test
    void aCopyThatAnotherConsumerHasByThenIsNotUnderWay() {
        FakeMembership group = new FakeMembership();
        ledger.add("a");
        CompletableFuture<Boolean> copy = copy(group);
        await().until(() -> group.polls() > 0);
        group.share(GroupMembership.Standing.LOST);
        ledger.remove("a");

        assertThatThrownBy(copy::get).hasMessageContaining("belongs to another consumer");
        assertThat(ledger.add("a")).isTrue();
    }
}
