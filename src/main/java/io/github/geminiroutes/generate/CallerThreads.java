package io.github.geminiroutes.generate;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** The threads that make the calls, and the one that wakes the calls which wait. */
final class CallerThreads {

    /** An exchange that waits is small; without a bound a caller could fill the memory. */
    private static final int MOST_WAITING = 100_000;

    private final ExecutorServiceManager pools;
    private final ExecutorService callers;
    private final ScheduledExecutorService timer;

    private CallerThreads(
            ExecutorServiceManager pools, ExecutorService callers, ScheduledExecutorService timer) {
        this.pools = pools;
        this.callers = callers;
        this.timer = timer;
    }

    /**
     * @param owner for Camel's list of pools
     * @param most how many calls are made at the same time
     * @throws Exception if Camel cannot make the pool
     */
    static CallerThreads start(Object owner, CamelContext context, int most) throws Exception {
        ExecutorServiceManager pools = context.getExecutorServiceManager();
        return new CallerThreads(
                pools,
                callers(owner, context, most),
                pools.newSingleThreadScheduledExecutor(owner, "gemini-quota"));
    }

    private static ExecutorService callers(Object owner, CamelContext context, int most)
            throws Exception {
        ThreadPoolProfile profile = new ThreadPoolProfile("gemini-call");
        profile.setPoolSize(most);
        profile.setMaxPoolSize(most);
        profile.setMaxQueueSize(MOST_WAITING);
        profile.setAllowCoreThreadTimeOut(false);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        ExecutorServiceManager pools = context.getExecutorServiceManager();
        ThreadFactory threads =
                context.getRegistry().lookupByNameAndType(QuotaPolicy.THREADS, ThreadFactory.class);
        if (threads == null) {
            return pools.newThreadPool(owner, "gemini-call", profile);
        }
        profile.addDefaults(pools.getDefaultThreadPoolProfile());
        return pools.getThreadPoolFactory().newThreadPool(profile, threads);
    }

    /**
     * Has a caller's thread run a task.
     *
     * @throws java.util.concurrent.RejectedExecutionException if too many wait, or all is stopped
     */
    void execute(Runnable task) {
        callers.execute(task);
    }

    /**
     * Runs a short task once, on the timer's thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException if all is stopped
     */
    void schedule(Runnable task, long millis) {
        timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** Runs a short task again and again, on the timer's thread. */
    void repeat(Runnable task, long seconds) {
        timer.scheduleWithFixedDelay(task, seconds, seconds, TimeUnit.SECONDS);
    }

    /** Ends the timer at once, and the callers once they have done what waits for them. */
    void stop() {
        pools.shutdownNow(timer);
        pools.shutdown(callers);
    }
}
