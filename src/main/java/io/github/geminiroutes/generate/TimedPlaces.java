package io.github.geminiroutes.generate;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** What all places have: a timer that wakes the calls which wait, and pools with a bound. */
abstract class TimedPlaces implements CallPlaces {

    /** An exchange that waits is small; without a bound a caller could fill the memory. */
    static final int MOST_WAITING = 100_000;

    /** Some answers take minutes; one that takes this long is an exception. */
    static final Duration ORDINARY = Duration.ofMinutes(2);

    /** The flex tier answers within fifteen minutes, says Google. */
    static final Duration ORDINARY_FLEX = Duration.ofMinutes(15);

    private final ExecutorServiceManager pools;
    private final ScheduledExecutorService timer;

    /**
     * @param owner for Camel's list of pools
     * @param name of the timer's thread
     */
    TimedPlaces(Object owner, CamelContext context, String name) {
        pools = context.getExecutorServiceManager();
        timer = pools.newSingleThreadScheduledExecutor(owner, name);
    }

    /** A pool of so many threads that refuses what is too much. */
    static ThreadPoolProfile profile(String name, int threads, boolean endsIdleThreads) {
        ThreadPoolProfile profile = new ThreadPoolProfile(name);
        profile.setPoolSize(threads);
        profile.setMaxPoolSize(threads);
        profile.setMaxQueueSize(MOST_WAITING);
        profile.setAllowCoreThreadTimeOut(endsIdleThreads);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return profile;
    }

    /** Runs a task in a pool, or here where the pool has ended. */
    static void runIn(Executor pool, Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            // All stops: what is owed is settled all the same.
            task.run();
        }
    }

    final ExecutorServiceManager pools() {
        return pools;
    }

    @Override
    public final void schedule(Runnable task, long millis) {
        timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public final void repeat(Runnable task, long seconds) {
        timer.scheduleWithFixedDelay(task, seconds, seconds, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        pools.shutdownNow(timer);
    }
}
