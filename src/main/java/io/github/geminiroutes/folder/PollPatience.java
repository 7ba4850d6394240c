package io.github.geminiroutes.folder;

import java.util.function.LongSupplier;

/**
 * How long a poll goes on whose prompts wait for places, or are read and refused by thousands: then
 * the inbox is looked at again, as more urgent prompts may have come, and the rest of the poll is
 * left for the next one. Used by the consumer's thread alone.
 */
final class PollPatience {

    /** A look at a large inbox is a small part of the time. */
    private static final int POLLS_IN_A_WAIT = 50;

    /** Of a look that is slow each time, as on a busy machine or a network disk. */
    private static final int SLOW_POLLS_IN_A_WAIT = 10;

    private static final long LEAST_WAIT = 1_000_000_000;

    /** A look may be slow for once, as the first one of a process is. */
    private static final long LONG_WAIT = 5_000_000_000L;

    private final LongSupplier nanoTime;
    private boolean isAtEnd;
    private boolean wasAtEnd;
    private boolean isFull;
    private boolean wasFull;
    private long begunAt;
    private long listedAt;
    private boolean isListed;

    /**
     * @param nanoTime such as {@link System#nanoTime}
     */
    PollPatience(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A poll begins. */
    void begin() {
        wasAtEnd = isAtEnd;
        wasFull = isFull;
        isFull = false;
        isAtEnd = false;
        begunAt = nanoTime.getAsLong();
        isListed = false;
    }

    /**
     * The files of the poll are known, and the first one is about to be taken; returns whether it
     * is.
     */
    boolean listed() {
        boolean isFirst = !isListed;
        if (isFirst) {
            isListed = true;
            listedAt = nanoTime.getAsLong();
        }
        return isFirst;
    }

    /**
     * Ends the poll, if it is time to look at the inbox again; returns whether it is at its end.
     */
    boolean tryEnd() {
        isAtEnd |= nanoTime.getAsLong() - listedAt > patience(listedAt - begunAt);
        return isAtEnd;
    }

    /** The same while a prompt waits for a place. */
    boolean tryEndWait() {
        isFull |= tryEnd();
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

    /** Whether the poll before this one left its rest. */
    boolean hasEndedBefore() {
        return wasAtEnd;
    }

    /** Whether prompts waited for places as the poll before this one ended. */
    boolean wasFull() {
        return wasFull;
    }
}
