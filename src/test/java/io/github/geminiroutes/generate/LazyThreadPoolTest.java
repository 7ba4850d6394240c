package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The threads for what lies at Google beside the calls. */
class LazyThreadPoolTest {

    private static final int PARTS = 8;

    /** Longer than the program has: a busy machine is slow. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    /** Google takes a quarter of a second for each of fifty caches, and the end five at most. */
    @Test
    void whatIsDoneAtTheEndIsDoneSideBySide() throws Exception {
        CyclicBarrier together = new CyclicBarrier(PARTS);
        AtomicInteger done = new AtomicInteger();
        Runnable part =
                () -> {
                    try {
                        together.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
                        done.incrementAndGet();
                    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                        together.reset();
                    }
                };
        LazyThreadPool threads = new LazyThreadPool(context, "spare", 1, () -> {}, 60, LIMIT);
        threads.begin();

        threads.stop(() -> Collections.nCopies(PARTS, part));

        assertThat(done).hasValue(PARTS);
    }

    @Test
    void nothingIsDoneAtTheEndWhereThereWereNoThreads() throws Exception {
        new LazyThreadPool(context, "spare", 1, () -> {}, 60)
                .stop(
                        () -> {
                            fail("It was asked for");
                            return List.of();
                        });
    }
}
