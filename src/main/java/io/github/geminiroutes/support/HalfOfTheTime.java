package io.github.geminiroutes.support;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Work that takes long, and that others wait for, takes half of the time at most: after a piece of
 * it there is a rest that is as long. Thread-safe.
 */
public final class HalfOfTheTime {

    private final LongSupplier nanoTime;
    private boolean hasWorked;
    private long restsUntil;

    /**
     * @param nanoTime such as {@link System#nanoTime}
     */
    public HalfOfTheTime(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether the rest is over. */
    public synchronized boolean mayWork() {
        return !hasWorked || nanoTime.getAsLong() - restsUntil >= 0;
    }

    /** Notes that a piece of work has ended, and how long it took. */
    public synchronized void worked(Duration time) {
        hasWorked = true;
        restsUntil = nanoTime.getAsLong() + time.toNanos();
    }
}
