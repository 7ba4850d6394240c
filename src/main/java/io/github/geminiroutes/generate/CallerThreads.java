package io.github.geminiroutes.generate;

import io.github.geminiroutes.prompt.Lane;
import io.github.geminiroutes.support.Priority;
import io.github.geminiroutes.support.PriorityLine;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;

/** The threads that make the calls, and the one that wakes the calls which wait. */
final class CallerThreads extends TimedPlaces {

    private final Callers usual;
    private final Callers flex;

    private CallerThreads(Object owner, CamelContext context, Callers usual, Callers flex) {
        super(owner, context, "gemini-quota");
        this.usual = usual;
        this.flex = flex;
    }

    /**
     * @param owner for Camel's list of pools
     * @param most how many calls are made at the same time, in the flex tier and in all others
     * @throws Exception if Camel cannot make the pool
     */
    static CallerThreads start(Object owner, CamelContext context, int most) throws Exception {
        return new CallerThreads(
                owner,
                context,
                new Callers(callers(owner, context, most, "gemini-call")),
                // A call of the flex tier may take its thread for twenty minutes.
                new Callers(callers(owner, context, most, "gemini-flex-call")));
    }

    private static ExecutorService callers(
            Object owner, CamelContext context, int most, String name) throws Exception {
        ThreadPoolProfile profile = profile(name, most, false);
        ExecutorServiceManager pools = context.getExecutorServiceManager();
        ThreadFactory threads =
                context.getRegistry().lookupByNameAndType(QuotaPolicy.THREADS, ThreadFactory.class);
        if (threads == null) {
            return pools.newThreadPool(owner, name, profile);
        }
        profile.addDefaults(pools.getDefaultThreadPoolProfile());
        return pools.getThreadPoolFactory().newThreadPool(profile, threads);
    }

    @Override
    public void execute(Runnable task, Lane lane, String caller) {
        (lane.isFlex() ? flex : usual).execute(task, lane.priorityOrNormal(), caller);
    }

    @Override
    public void leave(Lane lane) {
        // The thread is the place.
    }

    @Override
    public void run(Runnable task) {
        task.run();
    }

    @Override
    public void endWaiting() {
        // They wait for the threads, and none for longer than a call.
    }

    @Override
    public void stop() {
        super.stop();
        pools().shutdown(usual.pool);
        pools().shutdown(flex.pool);
    }

    /** A pool whose threads take what waits for them by its priority. */
    private static final class Callers implements Runnable {

        private final PriorityLine<Runnable> line = new PriorityLine<>();
        private final ExecutorService pool;

        Callers(ExecutorService pool) {
            this.pool = pool;
        }

        void execute(Runnable task, Priority priority, String caller) {
            line.add(task, priority, caller);
            try {
                pool.execute(this);
            } catch (RejectedExecutionException e) {
                // Unless a thread of the pool has taken it in place of another one.
                if (line.remove(task)) {
                    throw e;
                }
            }
        }

        @Override
        public void run() {
            Runnable task = line.poll();
            if (task != null) {
                task.run();
            }
        }
    }
}
