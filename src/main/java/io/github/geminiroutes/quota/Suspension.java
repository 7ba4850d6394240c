package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import java.time.Instant;

/**
 * Whether a model's gate is closed: in a pause callers wait in the queue, in a long stop they are
 * rejected. Times in microseconds of the monotonic clock where they are not instants. Not
 * thread-safe.
 */
final class Suspension {

    /** Refusals that follow each other within this time have the same cause. */
    private static final long REPEATS_WITHIN = 60_000_000;

    private long pausedUntil = Long.MIN_VALUE;
    private long refusedAt = Long.MIN_VALUE;
    private int repetitions;
    private Instant stoppedUntil = Instant.MIN;
    private Failure reason;

    /** The end of the last pause, which may be over. */
    long pausedUntil() {
        return pausedUntil;
    }

    /** No call goes before the time; an end that is already later stays. */
    void pause(long end) {
        pausedUntil = Math.max(pausedUntil, end);
    }

    /**
     * Records a refusal. It is new if its call was sent after the last new one.
     *
     * @return whether the refusal is new, or the pause of the last new one still lasts
     */
    boolean recordRefusal(long sentAt, long now) {
        if (sentAt > refusedAt) {
            boolean follows = refusedAt != Long.MIN_VALUE && now - refusedAt < REPEATS_WITHIN;
            repetitions = follows ? repetitions + 1 : 0;
            refusedAt = now;
            return true;
        }
        return now < pausedUntil;
    }

    /**
     * How many new refusals in a row came within a minute of the one before: the cause continues.
     */
    int repetitions() {
        return repetitions;
    }

    /** Rejects calls until the instant; an end that is already later stays. */
    void stop(Instant until, Failure why) {
        if (until.isAfter(stoppedUntil)) {
            stoppedUntil = until;
            reason = why;
        }
    }

    /** The long stop at an instant; null if there is none. */
    Decision.Rejected stopAt(Instant now) {
        return now.isBefore(stoppedUntil) ? new Decision.Rejected(stoppedUntil, reason) : null;
    }

    /** Ends the pause and the long stop. */
    void end() {
        pausedUntil = Long.MIN_VALUE;
        stoppedUntil = Instant.MIN;
        reason = null;
    }
}
