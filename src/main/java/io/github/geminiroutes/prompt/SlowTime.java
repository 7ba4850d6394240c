package io.github.geminiroutes.prompt;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time that all slow validations share: a store of it that is filled up by a tenth of the time
 * that passes. Thread-safe.
 */
final class SlowTime {

    private static final int PART = 10;

    private final LongSupplier nanoTime;
    private final long most;
    private long left;
    private long filled;

    /**
     * @param nanoTime such as {@link System#nanoTime}
     * @param most what the store holds, and holds at first
     */
    SlowTime(LongSupplier nanoTime, Duration most) {
        this.nanoTime = nanoTime;
        this.most = most.toNanos();
        this.left = this.most;
        this.filled = nanoTime.getAsLong();
    }

    /** Takes a piece of the time, if there is as much. */
    synchronized boolean take(long nanos) {
        long now = nanoTime.getAsLong();
        left = Math.min(most, left + (now - filled) / PART);
        filled = now;
        if (left < nanos) {
            return false;
        }
        left -= nanos;
        return true;
    }
}
