package io.github.geminiroutes.app;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.spi.AsyncProcessorAwaitManager;
import org.apache.camel.spi.RouteStartupOrder;

/**
 * Stops the routes, and then lets threads go on that wait for what other threads do for them, as a
 * timer's for its writers. Where an exchange ends right before the stop, its thread has not gone on
 * yet: Camel would interrupt it, and log that as a failure.
 */
final class PatientShutdown extends DefaultShutdownStrategy {

    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final CamelContext camel;
    private final long mostNanos;

    /**
     * @param most how long it waits for such threads
     */
    PatientShutdown(CamelContext camel, Duration most) {
        super(camel);
        this.camel = camel;
        this.mostNanos = most.toNanos();
    }

    @Override
    public void shutdownForced(CamelContext context, List<RouteStartupOrder> routes)
            throws Exception {
        super.shutdownForced(context, routes);
        AsyncProcessorAwaitManager blocked =
                camel.getCamelContextExtension().getContextPlugin(AsyncProcessorAwaitManager.class);
        long begin = System.nanoTime();
        while (blocked.size() > 0 && System.nanoTime() - begin < mostNanos) {
            TimeUnit.NANOSECONDS.sleep(CHECK_NANOS);
        }
    }
}
