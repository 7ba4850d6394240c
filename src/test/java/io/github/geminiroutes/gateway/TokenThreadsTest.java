package io.github.geminiroutes.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads for the requests of the tokens, where the program stops. */
@Timeout(60)
class TokenThreadsTest {

    private static final int THREADS = 2;
    private static final int TASKS = 10;

    private final CamelContext context = new DefaultCamelContext();
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(TASKS);

    @AfterEach
    void stop() {
        context.stop();
    }

    private void awaitEnd(CountDownLatch end) {
        begun.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException e) {
            stopped.countDown();
        }
    }

    @Test
    void eachTaskThatIsNotBegunIsToldOfTheStop() throws Exception {
        // Camel would wait ten seconds for what never ends by itself.
        context.getExecutorServiceManager().setShutdownAwaitTermination(1);
        context.start();
        TokenThreads threads = new TokenThreads(context, this, "requests", THREADS);
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < TASKS; i++) {
            threads.execute("token " + i, () -> awaitEnd(never), stopped::countDown);
        }

        context.stop();

        assertThat(stopped.await(30, TimeUnit.SECONDS)).as("%d left", stopped.getCount()).isTrue();
        assertThat(begun.get()).isLessThanOrEqualTo(THREADS);
        CountDownLatch late = new CountDownLatch(1);
        threads.execute("token", begun::incrementAndGet, late::countDown);
        assertThat(late.await(30, TimeUnit.SECONDS)).as("told").isTrue();
    }
}
