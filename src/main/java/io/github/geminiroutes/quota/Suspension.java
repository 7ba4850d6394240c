package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import java.time.Instant;

/**
 * Whether a model's gate is shut: for a while, in which callers wait in line, or for long, in which
 * they are sent away. Times in microseconds of the steady clock where they are not instants. Not
 * thread-safe.
 */
final class Suspension {

    private static final long LESSON_FOLLOWS = 60_000_000;

    private long pausedUntil = Long.MIN_VALUE;
    private long lessonAt = Long.MIN_VALUE;
    private int repetitions;
    private Instant until = Instant.MIN;
    private Failure reason;

    /** The end of the last pause, which may be over. */
    long pausedUntil() {
        return pausedUntil;
    }

    /** Nobody goes before the time; an end already later stays. */
    void pause(long end) {
        pausedUntil = Math.max(pausedUntil, end);
    }

    /**
     * Whether a refusal tells something new: its call was sent after the last lesson was learned,
     * or the pause that came of that lesson still lasts.
     */
    boolean teaches(long sentAt, long now) {
        if (sentAt > lessonAt) {
            boolean follows = lessonAt != Long.MIN_VALUE && now - lessonAt < LESSON_FOLLOWS;
            repetitions = follows ? repetitions + 1 : 0;
            lessonAt = now;
            return true;
        }
        return now < pausedUntil;
    }

    /** How many lessons in a row came within a minute of the one before: something goes on. */
    int repetitions() {
        return repetitions;
    }

    /** Sends everybody away until the instant; an end already later stays. */
    void shut(Instant newUntil, Failure newReason) {
        if (newUntil.isAfter(until)) {
            until = newUntil;
            reason = newReason;
        }
    }

    /** The long stop that holds now; null if there is none. */
    Decision.ClosedUntil shutAt(Instant now) {
        return now.isBefore(until) ? new Decision.ClosedUntil(until, reason) : null;
    }

    void open() {
        pausedUntil = Long.MIN_VALUE;
        until = Instant.MIN;
        reason = null;
    }
}
