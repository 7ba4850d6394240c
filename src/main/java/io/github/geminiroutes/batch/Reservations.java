package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.generate.LateCalls;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the jobs under way have set aside of the day's budget, from their creation until their
 * answers are booked. A restart sets it aside anew. Thread-safe.
 */
final class Reservations {

    private static final Logger LOG = LoggerFactory.getLogger(Reservations.class);

    private final Map<String, Runnable> byJob = new ConcurrentHashMap<>();
    private final LateCalls calls;

    Reservations(LateCalls calls) {
        this.calls = calls;
    }

    /** Sets the cost of a job aside, unless that is done; false if there is no room for it. */
    boolean tryReserve(Job job) {
        if (byJob.containsKey(job.id())) {
            return true;
        }
        Runnable room = calls.reserve(job.model(), job.inputTokens(), job.outputTokens());
        if (room == null) {
            LOG.warn(
                    "Batch job {}: today's budget has no room for its {} prompts",
                    job.id(),
                    job.requests());
            return false;
        }
        byJob.put(job.id(), room);
        return true;
    }

    /**
     * The same for a job that an earlier process made: it goes on, whether there is room or not.
     */
    void recall(Job job) {
        if (!byJob.containsKey(job.id()) && !tryReserve(job)) {
            byJob.put(job.id(), () -> {});
        }
    }

    /** Gives back what a job has, if anything. */
    void end(Job job) {
        Runnable room = byJob.remove(job.id());
        if (room != null) {
            room.run();
        }
    }
}
