package io.github.geminiroutes.generate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/**
 * Threads for what lies at Google beside the calls, such as uploaded files: made at the first need,
 * so that a start pays nothing for them, and with a regular look at what is no longer needed.
 */
final class LazyThreadPool {

    private static final Duration END = Duration.ofSeconds(5);

    private static final int MOST_AT_END = 8;

    private final CamelContext context;
    private final String name;
    private final int most;
    private final Runnable tidy;
    private final long tidySeconds;
    private final Duration end;
    private ScheduledExecutorService threads;
    private boolean isStopped;

    /**
     * @param most how many work at a time
     * @param tidy the regular look; it must not throw
     * @param tidySeconds the pause between two looks
     */
    LazyThreadPool(CamelContext context, String name, int most, Runnable tidy, long tidySeconds) {
        this(context, name, most, tidy, tidySeconds, END);
    }

    /**
     * @param end how long the end may last
     */
    LazyThreadPool(
            CamelContext context,
            String name,
            int most,
            Runnable tidy,
            long tidySeconds,
            Duration end) {
        this.end = end;
        this.context = context;
        this.name = name;
        this.most = most;
        this.tidy = tidy;
        this.tidySeconds = tidySeconds;
    }

    /** May be used again after a stop. */
    synchronized void open() {
        isStopped = false;
    }

    /** Makes the threads, unless they are there. */
    synchronized void begin() {
        if (isStopped) {
            throw new RejectedExecutionException("The program stops");
        }
        if (threads == null) {
            threads = context.getExecutorServiceManager().newScheduledThreadPool(this, name, most);
            threads.scheduleWithFixedDelay(tidy, tidySeconds, tidySeconds, TimeUnit.SECONDS);
        }
    }

    /**
     * @throws RejectedExecutionException if the program stops
     */
    synchronized void execute(Runnable task) {
        begin();
        threads.execute(task);
    }

    /**
     * @throws RejectedExecutionException if the program stops
     */
    synchronized void schedule(Runnable task, Duration delay) {
        begin();
        threads.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Ends the threads.
     *
     * @param last gives what is done at the end where there were any, side by side and for a few
     *     seconds at most: then the HTTP client is closed; none of it may throw
     */
    void stop(Supplier<List<Runnable>> last) throws InterruptedException {
        ScheduledExecutorService known;
        synchronized (this) {
            isStopped = true;
            known = threads;
            threads = null;
        }
        if (known != null) {
            context.getExecutorServiceManager().shutdownNow(known);
            ExecutorService ending = Executors.newFixedThreadPool(MOST_AT_END, this::daemon);
            last.get().forEach(ending::execute);
            ending.shutdown();
            if (!ending.awaitTermination(end.toNanos(), TimeUnit.NANOSECONDS)) {
                ending.shutdownNow();
            }
        }
    }

    private Thread daemon(Runnable task) {
        Thread thread = new Thread(task, name + "-end");
        thread.setDaemon(true);
        return thread;
    }
}
