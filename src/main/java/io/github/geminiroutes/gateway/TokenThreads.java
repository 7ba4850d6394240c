package io.github.geminiroutes.gateway;

import io.github.geminiroutes.support.FairPlaces;
import io.github.geminiroutes.support.Priority;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * A few threads for the requests of all tokens, by turns of the tokens: see {@link FairPlaces}.
 * What waits is bounded by the places of requests. They end with the Camel context. Thread-safe.
 */
final class TokenThreads {

    private final ExecutorService pool;
    private final FairPlaces places;

    /**
     * @param owner for Camel's list of pools
     * @param threads how many; of eight, one is always for another token
     */
    TokenThreads(CamelContext context, Object owner, String name, int threads) {
        ThreadPoolProfile profile = new ThreadPoolProfile(name);
        profile.setPoolSize(threads);
        profile.setMaxPoolSize(threads);
        // No more tasks than threads are handed to it.
        profile.setMaxQueueSize(threads);
        profile.setAllowCoreThreadTimeOut(true);
        // By default a pool that has ended drops tasks without a word.
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        pool = context.getExecutorServiceManager().newThreadPool(owner, name, profile);
        places = new FairPlaces(threads, Integer.MAX_VALUE, Duration.ZERO, this::run);
    }

    /**
     * Runs a task of a token in its turn.
     *
     * @param stopped is run here instead where the program stops
     */
    void execute(String token, Runnable task, Runnable stopped) {
        places.enter(new Task(task, stopped), Priority.NORMAL, token, "");
    }

    /** Runs a task that waits for its turn at once and in this thread. */
    void hurry(Predicate<Runnable> which) {
        places.withdraw(waiting -> waiting instanceof Task own && which.test(own.task))
                .forEach(withdrawn -> ((Task) withdrawn).task.run());
    }

    private void run(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            Task refused = (Task) task;
            refused.stopped.run();
            // All together: one after another, each would end within the end of the one before.
            places.withdraw(waiting -> true).forEach(waiting -> ((Task) waiting).stopped.run());
            places.leave(refused, false);
        }
    }

    private final class Task implements Runnable {

        private final Runnable task;
        private final Runnable stopped;

        Task(Runnable task, Runnable stopped) {
            this.task = task;
            this.stopped = stopped;
        }

        @Override
        public void run() {
            try {
                task.run();
            } finally {
                places.leave(this, true);
            }
        }
    }
}
