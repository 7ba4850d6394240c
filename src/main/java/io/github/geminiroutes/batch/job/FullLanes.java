package io.github.geminiroutes.batch.job;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which models' lanes are full: Google counts the tokens of all jobs of a model that have not
 * ended. A job that is not smaller than one that was refused waits as long as that one does.
 * Thread-safe.
 */
final class FullLanes {

    /** A lane that is full empties within minutes or hours, and no retry hastens it. */
    private static final Duration FIRST = Duration.ofMinutes(5);

    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Map<String, Refusal> refusals = new HashMap<>();

    private record Refusal(String job, long bytes, Instant until, Duration pause) {}

    /**
     * Has a job wait: longer each time, also if it has the prompts of one that was given up since.
     */
    synchronized void refused(Job job, Instant now) {
        Refusal before = refusals.get(job.model());
        Duration pause = FIRST;
        if (before != null && job.bytes() >= before.bytes) {
            pause = before.pause.multipliedBy(3).dividedBy(2);
            pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        }
        job.pause(pause, now);
        boolean isOver = before == null || !now.isBefore(before.until);
        if (isOver || job.bytes() <= before.bytes) {
            refusals.put(job.model(), new Refusal(job.id(), job.bytes(), job.dueAt(), pause));
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
