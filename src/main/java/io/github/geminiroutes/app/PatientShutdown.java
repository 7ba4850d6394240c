package io.github.geminiroutes.app;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.spi.AsyncProcessorAwaitManager;
import org.apache.camel.spi.RouteStartupOrder;
import org.apache.camel.support.ScheduledPollConsumer;

/**
 * Stops the routes, and lets threads go on that are about to end: those of schedules in the middle
 * of a run, and those that wait for what other threads do for them. Where an exchange ends right
 * before the stop, its thread has not gone on yet: Camel would interrupt it, and log that as a
 * failure.
 */
final class PatientShutdown extends DefaultShutdownStrategy {

    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final CamelContext camel;
    private final long mostNanos;
    private volatile long begin = System.nanoTime();

    /**
     * @param most how long it waits for such threads: for those of schedules, and then for the
     *     others
     */
    PatientShutdown(CamelContext camel, Duration most) {
        super(camel);
        this.camel = camel;
        this.mostNanos = most.toNanos();
    }

    @Override
    public void shutdownForced(CamelContext context, List<RouteStartupOrder> routes)
            throws Exception {
        begin = System.nanoTime();
        super.shutdownForced(context, routes);
        AsyncProcessorAwaitManager blocked =
                camel.getCamelContextExtension().getContextPlugin(AsyncProcessorAwaitManager.class);
        letGoOn(() -> blocked.size() > 0, System.nanoTime());
    }

    /** By now the consumer is suspended: a schedule begins no other run. */
    @Override
    protected void shutdownNow(String routeId, Consumer consumer) {
        letGoOn(() -> isInARun(consumer), begin);
        super.shutdownNow(routeId, consumer);
    }

    private static boolean isInARun(Consumer consumer) {
        return consumer instanceof ScheduledPollConsumer schedule && schedule.isPolling();
    }

    /** Camel interrupts its own threads, too, once its time is up: this is a longer time. */
    private void letGoOn(BooleanSupplier isBusy, long since) {
        boolean isInterrupted = Thread.interrupted();
        while (isBusy.getAsBoolean() && System.nanoTime() - since < mostNanos) {
            try {
                TimeUnit.NANOSECONDS.sleep(CHECK_NANOS);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
