package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryLineTest {

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryLine line = new MemoryLine(nanos::get);
    private final PromptBulkhead bulkhead = new PromptBulkhead(2, 4_000, 20_000);

    @Test
    void waitsForMemoryTakeHalfOfTheTimeAtMost() {
        assertThat(line.mayWait()).isTrue();
        line.waited(Duration.ofSeconds(30));

        assertThat(line.mayWait()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(line.mayWait()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(line.mayWait()).isTrue();
    }

    @Test
    void aPromptThatFoundNoMemoryIsReadAgainOnceThereIsSome() throws InterruptedException {
        assertThat(bulkhead.tryTake("large", 600, 1)).isTrue();
        line.refuse("another", 600);

        assertThat(line.isWorthTaking("another", bulkhead)).isFalse();
        assertThat(line.isWorthTaking("small", bulkhead)).isTrue();
        bulkhead.release("large");
        assertThat(line.isWorthTaking("another", bulkhead)).isTrue();
    }

    @Test
    void aPromptThatHasMemoryIsForgotten() throws InterruptedException {
        line.refuse("a", 600);
        line.take("a");
        assertThat(bulkhead.tryTake("large", 600, 1)).isTrue();

        assertThat(line.isWorthTaking("a", bulkhead)).isTrue();
    }

    /** Four files of 8 MB filled the memory, and those behind them were not looked at. */
    @Test
    void aFileThatWaitsForMemoryLetsTheOthersGoFirstForHalfOfTheTime() throws InterruptedException {
        HeldBytes memory = bulkhead.memory();
        assertThat(bulkhead.tryTake("large", 900, 1)).isTrue();
        assertThat(line.mayTake("another", 900, memory)).isTrue();
        long begun = line.now();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());

        line.tookNone("another", 900, begun, memory);

        assertThat(line.isWorthTaking("another", bulkhead)).isFalse();
        assertThat(line.mayTake("a third", 900, memory)).isFalse();
        assertThat(line.isWorthTaking("a third", bulkhead)).isFalse();
        assertThat(line.mayTake("small", 1, memory)).isTrue();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(line.mayTake("a third", 900, memory)).isTrue();
    }
}
