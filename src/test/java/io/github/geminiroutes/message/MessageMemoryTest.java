package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.message.GroupMembership.Standing;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MessageMemoryTest {

    private static final int MEGABYTE = 1 << 20;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final MessageMemory memory = new MessageMemory(10 * MEGABYTE);

    @BeforeEach
    void start() {
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private Exchange reserve(int size) {
        Exchange exchange = new DefaultExchange(camel);
        memory.reserve(exchange, size, GroupMembership.NONE);
        return exchange;
    }

    private static void end(Exchange exchange) {
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
    }

    @Test
    void aMessageWaitsUntilThoseBeforeItAreSettled() {
        Exchange first = reserve(2 * MEGABYTE);
        CompletableFuture<Exchange> second =
                CompletableFuture.supplyAsync(() -> reserve(2 * MEGABYTE));
        await().pollDelay(java.time.Duration.ofMillis(100)).until(() -> !second.isDone());

        end(first);
        end(second.join());

        assertThat(memory.free()).isEqualTo(10 * MEGABYTE);
    }

    @Test
    void oneThatIsLargerThanAllOfItIsAlone() {
        Exchange large = reserve(100 * MEGABYTE);

        assertThat(memory.fits(100 * MEGABYTE)).isFalse();
        assertThat(memory.free()).isZero();
        end(reserve(256 * 1024));
        end(large);
        assertThat(memory.free()).isEqualTo(10 * MEGABYTE);
    }

    @Test
    void oneThatWaitsStaysWithItsBrokerWhenTheProgramStops() {
        reserve(100 * MEGABYTE);
        camel.stop();

        assertThatThrownBy(() -> reserve(MEGABYTE)).hasMessageContaining("stays with its broker");
    }

    /** The one that it waits for may be held until the group is whole again. */
    @Test
    void oneThatWaitsTakesPartInWhatItsGroupDoes() {
        Exchange held = reserve(100 * MEGABYTE);
        FakeMembership group = new FakeMembership();
        Exchange waiting = new DefaultExchange(camel);
        CompletableFuture<Void> wait =
                CompletableFuture.runAsync(() -> memory.reserve(waiting, MEGABYTE, group));
        await().until(() -> group.polls() > 1);

        group.share(Standing.OPEN);
        end(held);
        await().until(() -> memory.free() == 6 * MEGABYTE);
        assertThat(wait).as("not known whose it is").isNotDone();
        group.share(Standing.MINE);
        wait.join();

        assertThat(group.isPaused()).isFalse();
        end(waiting);
        assertThat(memory.free()).isEqualTo(10 * MEGABYTE);
    }

    @Test
    void oneThatAnotherConsumerHasByThenKeepsNoMemory() {
        Exchange held = reserve(100 * MEGABYTE);
        FakeMembership group = new FakeMembership();
        group.share(Standing.OPEN);
        Exchange waiting = new DefaultExchange(camel);
        CompletableFuture<Void> wait =
                CompletableFuture.runAsync(() -> memory.reserve(waiting, MEGABYTE, group));
        await().until(() -> group.polls() > 0);
        end(held);
        await().until(() -> memory.free() == 6 * MEGABYTE);

        group.share(Standing.LOST);

        assertThatThrownBy(wait::join).hasMessageContaining("belongs to another consumer");
        end(waiting);
        assertThat(memory.free()).isEqualTo(10 * MEGABYTE);
    }
}
