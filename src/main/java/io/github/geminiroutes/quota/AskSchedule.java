package io.github.geminiroutes.quota;

/**
 * When this instance may ask the shared quota about one model. While the model is limited, one call
 * asks at a time, and not before the time that the last answer named. The calls behind it get a
 * time to come back, so that each permitted call costs one round trip, however many calls wait.
 * Times in nanoseconds of {@link System#nanoTime()}. Thread-safe.
 */
final class AskSchedule {

    private static final long MILLI = 1_000_000;

    /** Upper bound on a predicted wait, because capacity may free up earlier. */
    private static final long LONGEST_WAIT = 10_000 * MILLI;

    /**
     * Upper bound on the delay that calls of other instances add for the calls behind the first.
     */
    private static final long MOST_DELAY = 1_000 * MILLI;

    /** The wait while the question of another call has no answer yet. */
    private static final long MOMENT = 5 * MILLI;

    /** Those behind ask later, up to this time: a new process has no time to spare for them. */
    private static final long MOST_MOMENTS = 50 * MILLI;

    /** For so long a turn is left to a higher priority, whose call is about to ask. */
    private static final long TO_THE_FIRST = 100 * MILLI;

    /** When the next calls may go, the earliest first; empty if no answer has said so. */
    private long[] times = {};

    /** True before the first answer, too: the calls of a whole inbox must not ask at once. */
    private boolean isLimited = true;

    private long delay;

    /** The priority of the last question. */
    private int toldRank;

    /** Whether a question has no answer yet. */
    private boolean isAsking;

    /**
     * Takes the turn to ask if it is free; {@link #answered} or {@link #unanswered} must follow. A
     * call whose last question got no answer may be permitted already: it waits for no later time.
     *
     * @return 0 if the call may ask; else how long it waits
     */
    synchronized long tryTurn(Permit permit, QueuePlace place, long now) {
        if (!permit.isUnanswered) {
            return tryTurn(place.ahead(), place.rank(), place.isBelow(), now);
        }
        if (isAsking) {
            return MOMENT;
        }
        isAsking = isLimited;
        return 0;
    }

    /**
     * Takes the turn to ask if it is free; {@link #answered} or {@link #unanswered} must follow.
     *
     * @param ahead how many calls of this instance are in front
     * @param rank the highest priority that waits in this instance, 0 for the highest of all: a
     *     higher one than before is told at once
     * @param isBelow whether that is a higher priority than the call's
     * @return 0 if the call may ask; else how long it waits
     */
    private long tryTurn(int ahead, int rank, boolean isBelow, long now) {
        if (!isLimited) {
            return 0;
        }
        boolean isTime = times.length == 0 || now - times[0] >= 0;
        if (isTime && isBelow && ahead > 0 && times.length > 0 && now - times[0] < TO_THE_FIRST) {
            return MOMENT;
        }
        if (!isAsking && (isTime || rank < toldRank)) {
            isAsking = true;
            toldRank = rank;
            return 0;
        }
        return wait(ahead, now);
    }

    private long wait(int ahead, long now) {
        if (times.length == 0) {
            return Math.min(MOST_MOMENTS, MOMENT + ahead * MILLI);
        }
        long at = times[Math.min(ahead, times.length - 1)] + Math.min(MOST_DELAY, delay * ahead);
        return Math.max(isAsking ? MOMENT : MILLI, Math.min(LONGEST_WAIT, at - now));
    }

    /**
     * The answer contains the times of the next calls, if no other calls arrive.
     *
     * @param nextCalls empty if there is no limit
     * @param spacing how far apart calls are
     * @param instances how many instances have calls that wait
     */
    synchronized void answered(long[] nextCalls, long spacing, int instances, long now) {
        isAsking = false;
        isLimited = nextCalls.length > 0;
        times = nextCalls;
        if (times.length > 0) {
            times[0] = Math.min(times[0], now + LONGEST_WAIT);
        }
        delay = spacing * Math.max(0, instances - 1);
    }

    /**
     * There was no answer, or one without times.
     *
     * @param again when to ask again: those behind must not all do so at once
     */
    synchronized void unanswered(long again) {
        isAsking = false;
        if (isLimited) {
            times = new long[] {again};
        }
    }

    /** A call was permitted: the shared quota has noted the highest priority of the others. */
    synchronized void permitted(int nextRank) {
        toldRank = nextRank;
    }

    /** How long the first of the queue waits, by the last answer. */
    synchronized long waitOfFirst(long now) {
        return wait(0, now);
    }
}
