package io.github.geminiroutes.folder;

/**
 * How often the inbox is looked through. Camel looks at each entry, so that a hundred thousand of
 * which none is to be taken would keep a processor busy for nothing. Used by the consumer's thread
 * alone. Times are those of {@link System#nanoTime}.
 */
public final class LookPace {

    private final int part;
    private final long longestRest;
    private long lastLook;
    private long begunAt;
    private long restsUntil;
    private boolean hasLooked;
    private boolean hasFound;

    /**
     * @param part looks in vain take at most such a part of the time
     * @param longestRest in nanoseconds
     */
    public LookPace(int part, long longestRest) {
        this.part = part;
        this.longestRest = longestRest;
    }

    /**
     * A look may begin.
     *
     * @return whether it is time for one
     */
    public boolean begin(long nanos) {
        begunAt = nanos;
        hasFound = false;
        return !hasLooked || nanos - restsUntil >= 0;
    }

    /** The look under way has found what is to be taken. */
    public void found() {
        hasFound = true;
    }

    /**
     * The look has ended. The first one of a process is slow, whatever there is, and another one
     * may be by chance.
     */
    public void end(long nanos) {
        long look = nanos - begunAt;
        boolean rests = hasLooked && !hasFound;
        restsUntil = rests ? nanos + Math.min(longestRest, part * Math.min(look, lastLook)) : nanos;
        lastLook = look;
        hasLooked = true;
    }
}
