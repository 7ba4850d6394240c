package io.github.geminiroutes.folder;

/**
 * How long a poll whose prompts wait for places goes on: then the inbox is looked at again, as more
 * urgent prompts may have come, and the rest of the poll is left for the next one. Used by the
 * consumer's thread alone. Times are those of {@link System#nanoTime}.
 */
final class PollPatience {

    /** A look at a large inbox is a small part of the time. */
    private static final int POLLS_IN_A_WAIT = 50;

    /** Of a look that is slow each time, as on a busy machine or a network disk. */
    private static final int SLOW_POLLS_IN_A_WAIT = 10;

    private static final long LEAST_WAIT = 1_000_000_000;

    /** A look may be slow for once, as the first one of a process is. */
    private static final long LONG_WAIT = 5_000_000_000L;

    private boolean isAtEnd;
    private boolean wasAtEnd;
    private long begunAt;
    private long listedAt;
    private boolean isListed;

    /** A poll begins. */
    void begin(long nanos) {
        wasAtEnd = isAtEnd;
        isAtEnd = false;
        begunAt = nanos;
        isListed = false;
    }

    /**
     * The files of the poll are known, and the first one is about to be taken; returns whether it
     * is.
     */
    boolean listed(long nanos) {
        boolean isFirst = !isListed;
        if (isFirst) {
            isListed = true;
            listedAt = nanos;
        }
        return isFirst;
    }

    /**
     * Ends the poll, if it is time to look at the inbox again; returns whether it is at its end.
     */
    boolean tryEnd(long nanos) {
        isAtEnd |= nanos - listedAt > patience(listedAt - begunAt);
        return isAtEnd;
    }

    private static long patience(long look) {
        long most = Math.max(LONG_WAIT, SLOW_POLLS_IN_A_WAIT * look);
        return Math.min(most, Math.max(LEAST_WAIT, POLLS_IN_A_WAIT * look));
    }

    /** Whether the rest of the poll is left for the next one. */
    boolean hasEnded() {
        return isAtEnd;
    }

    /** Whether the poll before this one ended so: prompts wait for places. */
    boolean hasEndedBefore() {
        return wasAtEnd;
    }
}
