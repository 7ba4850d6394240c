package io.github.geminiroutes.folder;

import java.util.function.LongSupplier;

/**
 * A rest behind work for which all others wait, as long as the work was: they have half of the time
 * at least. Not thread-safe.
 */
final class Rest {

    private final LongSupplier nanoTime;
    private boolean isOn;
    private long until;

    /**
     * @param nanoTime such as {@link System#nanoTime}
     */
    Rest(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Begins one.
     *
     * @param work how long that took, in nanoseconds
     */
    void begin(long work) {
        isOn = true;
        until = nanoTime.getAsLong() + work;
    }

    /** Adds what was no rest, in nanoseconds. */
    void prolong(long work) {
        until += work;
    }

    boolean isOn() {
        isOn = isOn && nanoTime.getAsLong() - until < 0;
        return isOn;
    }
}
