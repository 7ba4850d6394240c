package io.github.geminiroutes.task;

/**
 * How often the inbox is looked through for documents. Camel looks at each file on the way to the
 * folders, so that a hundred thousand prompts would keep a processor busy for nothing. Used by the
 * consumer's thread alone. Times are those of {@link System#nanoTime}.
 */
final class LookPace {

    /** Looks that find no document take at most such a part of the time. */
    private static final int PART = 100;

    private static final long LONGEST_REST = 5_000_000_000L;

    private long begunAt;
    private long restsUntil;
    private boolean hasLooked;
    private boolean hasFound;

    /**
     * A look may begin.
     *
     * @return whether it is time for one
     */
    boolean begin(long nanos) {
        begunAt = nanos;
        hasFound = false;
        return !hasLooked || nanos - restsUntil >= 0;
    }

    /** The look under way has found a document. */
    void found() {
        hasFound = true;
    }

    /** The look has ended. The first one of a process is slow, whatever there is. */
    void end(long nanos) {
        boolean rests = hasLooked && !hasFound;
        restsUntil = rests ? nanos + Math.min(LONGEST_REST, PART * (nanos - begunAt)) : nanos;
        hasLooked = true;
    }
}
