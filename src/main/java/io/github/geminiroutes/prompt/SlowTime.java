package io.github.geminiroutes.prompt;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The time that all slow validations share: a store of it that is filled up by a tenth of the time
 * that passes. While it is used up, one at a time goes on, as soon as there is some again, and its
 * whole time is taken from what comes. Thread-safe.
 */
final class SlowTime {

    private static final int PART = 10;

    private final LongSupplier nanoTime;
    private final long most;
    private final ReentrantLock turn = new ReentrantLock(true);
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

    /**
     * Takes a piece of the time, if there is as much: what waits for a turn needs less, and is
     * first.
     */
    synchronized boolean take(long nanos) {
        fill();
        if (left < nanos) {
            return false;
        }
        left -= nanos;
        return true;
    }

    /**
     * Waits for the turn of one that needs no piece any more. Those that wait have it one after the
     * other.
     *
     * @throws InterruptedException if the process stops
     */
    void awaitTurn() throws InterruptedException {
        turn.lockInterruptibly();
        boolean hasTurn = false;
        try {
            for (long wait = untilFilled(); wait > 0; wait = untilFilled()) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            hasTurn = true;
        } finally {
            if (!hasTurn) {
                turn.unlock();
            }
        }
    }

    /** Ends a turn, which has taken so much: the next one begins when that is there again. */
    void endTurn(long nanos) {
        synchronized (this) {
            fill();
            left -= nanos;
        }
        turn.unlock();
    }

    /** How long it takes until something is there. */
    synchronized long untilFilled() {
        fill();
        return left > 0 ? 0 : (1 - left) * PART;
    }

    private void fill() {
        long now = nanoTime.getAsLong();
        long more = (now - filled) / PART;
        left = Math.min(most, left + more);
        // What is less than a nanosecond of the store is not lost.
        filled += more * PART;
    }
}
