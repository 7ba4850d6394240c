package io.github.geminiroutes.batch.job;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which models' lanes are full: Google counts the tokens of all jobs of a model that have not
 * ended. A job that is not smaller than one that was refused waits as long as that one does.
 * Thread-safe.
 */
final class FullLanes {

    private final Map<String, Refusal> refusals = new HashMap<>();

    private record Refusal(String job, long bytes, Instant until) {}

    synchronized void refused(Job job) {
        Refusal before = refusals.get(job.model());
        if (before == null || job.bytes() <= before.bytes) {
            refusals.put(job.model(), new Refusal(job.id(), job.bytes(), job.dueAt()));
        }
    }

    synchronized void accepted(Job job) {
        Refusal before = refusals.get(job.model());
        if (before != null && job.bytes() >= before.bytes) {
            refusals.remove(job.model());
        }
    }

    synchronized boolean isFull(Job job, Instant now) {
        Refusal refusal = refusals.get(job.model());
        return refusal != null
                && !refusal.job.equals(job.id())
                && job.bytes() >= refusal.bytes
                && now.isBefore(refusal.until);
    }
}
