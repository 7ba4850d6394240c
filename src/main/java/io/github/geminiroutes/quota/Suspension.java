package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import java.time.Instant;

/**
 * Whether a model's gate is closed: in a pause callers wait in the queue, in a long stop they are
 * rejected. Times in microseconds of the monotonic clock where they are not instants. Not
 * thread-safe.
 */
final class Suspension {

    /** Refusals that follow each other within this time may have the same cause. */
    private static final long REPEATS_WITHIN = 60_000_000;

    /**
     * So many calls answered after a pause show that the pause was long enough: the next refusal is
     * another one.
     */
    private static final int SOUND_ANSWERS = 4;

    /** For so long after a pause that was too short, others are taken to use the same quota. */
    private static final long OTHERS_REMEMBERED = 300_000_000;

    /** The least pause; it doubles with each refusal in a row, whatever the server names. */
    private static final long LEAST_PAUSE = 100_000;

    private static final int MOST_DOUBLINGS = 9;

    private long pausedUntil = Long.MIN_VALUE;
    private long refusedAt = Long.MIN_VALUE;
    private int repetitions;
    private boolean isFollowing;
    private boolean areOthersFaster;
    private int answered;
    private long othersSeenAt = Long.MIN_VALUE;
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

    /** A pause as the server names it, but no shorter than refusals in a row allow. */
    long atLeast(long pause) {
        return Math.max(pause, LEAST_PAUSE << Math.min(repetitions, MOST_DOUBLINGS));
    }

    /** A call was answered: if it was sent after the last pause, the pause was long enough. */
    void recordAnswer(long sentAt) {
        if (sentAt >= pausedUntil) {
            answered++;
        }
    }

    /**
     * Whether others use the same quota: a pause that the server named was too short, now or a few
     * minutes ago.
     */
    boolean areOthersSeen(long now) {
        return othersSeenAt != Long.MIN_VALUE && now - othersSeenAt < OTHERS_REMEMBERED;
    }

    /** The last refusal is not by calls of ours: if it follows another one, others are seen. */
    void seeOthers(long now) {
        if (isFollowing) {
            othersSeenAt = now;
            areOthersFaster = true;
        }
    }

    /** Whether refusals follow each other because of others. */
    boolean areOthersFaster() {
        return areOthersFaster;
    }

    /**
     * Records a refusal. It is new if its call was sent after the last new one.
     *
     * @return whether the refusal is new, or the pause of the last new one still lasts
     */
    boolean recordRefusal(long sentAt, long now) {
        if (sentAt > refusedAt) {
            boolean follows =
                    refusedAt != Long.MIN_VALUE
                            && now - Math.max(refusedAt, pausedUntil) < REPEATS_WITHIN
                            && answered < SOUND_ANSWERS;
            repetitions = follows ? repetitions + 1 : 0;
            isFollowing = follows;
            areOthersFaster = follows && areOthersFaster;
            answered = 0;
            refusedAt = now;
            return true;
        }
        isFollowing = false;
        return now < pausedUntil;
    }

    /**
     * How many new refusals came in a row, each soon after the pause of the one before: the cause
     * continues.
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
