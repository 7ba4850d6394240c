package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.generate.BatchCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the jobs under way have set aside of the day's budget, from their creation until their
 * answers are booked. A restart sets it aside anew: under the same id, as instances that share the
 * budget know it still. Thread-safe.
 */
final class Reservations {

    private static final Logger LOG = LoggerFactory.getLogger(Reservations.class);

    /** A job may have rows of thousands of tasks: the last ones are looked through. */
    private static final int MOST_LOOKED_AT = 50;

    private final Map<String, Runnable> byJob = new ConcurrentHashMap<>();

    /** What lines of each job have set aside of the budgets of their tasks. */
    private final Map<String, List<Runnable>> lines = new ConcurrentHashMap<>();

    /** The log says so once. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    private final BatchCalls calls;

    Reservations(BatchCalls calls) {
        this.calls = calls;
    }

    /** Sets the cost of a job aside, unless that is done; false if there is no room for it. */
    boolean tryReserve(Job job) {
        if (byJob.containsKey(job.id())) {
            return true;
        }
        Runnable room = room(job);
        if (room == null) {
            if (refused.add(job.id())) {
                LOG.warn(
                        "Batch job {} waits: today's budget has no room for its {} prompts",
                        job.id(),
                        job.requests());
            }
            return false;
        }
        byJob.put(job.id(), room);
        refused.remove(job.id());
        return true;
    }

    /** The jobs that wait for the day's budget, by their ids. */
    Set<String> refused() {
        return Set.copyOf(refused);
    }

    /**
     * The same for a job that an earlier process made: it goes on, whether there is room or not.
     */
    void recall(Job job) {
        if (!byJob.containsKey(job.id())) {
            Runnable room = room(job);
            byJob.put(job.id(), room == null ? () -> {} : room);
        }
    }

    /** Null if there is none. */
    private Runnable room(Job job) {
        return calls.reserve(
                job.id(), job.model(), job.requests(), job.inputTokens(), job.outputTokens());
    }

    /** Keeps what a line has set aside until its job ends, with that of the task's other lines. */
    void add(String job, Runnable line) {
        lines.compute(
                job,
                (key, known) -> {
                    List<Runnable> rooms = known == null ? new ArrayList<>() : known;
                    int first = Math.max(0, rooms.size() - MOST_LOOKED_AT);
                    boolean isMerged =
                            rooms.subList(first, rooms.size()).stream()
                                    .anyMatch(room -> BatchCalls.tryMerge(room, line));
                    if (!isMerged) {
                        rooms.add(line);
                    }
                    return rooms;
                });
    }

    /** Another instance works on the jobs. */
    void endLines() {
        lines.keySet().forEach(this::endLines);
    }

    private void endLines(String job) {
        List<Runnable> known = lines.remove(job);
        if (known != null) {
            known.forEach(Runnable::run);
        }
    }

    /** Gives back what a job has, if anything. */
    void end(Job job) {
        endLines(job.id());
        refused.remove(job.id());
        Runnable room = byJob.remove(job.id());
        if (room != null) {
            room.run();
        }
    }
}
