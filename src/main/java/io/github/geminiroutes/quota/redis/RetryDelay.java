package io.github.geminiroutes.quota.redis;

import java.util.concurrent.TimeUnit;

/** When a Redis that is out of reach is tried again: after 1 s, then 2 s, and so on up to 15 s. */
final class RetryDelay {

    private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(15);

    /** A Redis that was in reach for this long is tried soon again. */
    private static final long SOUND = TimeUnit.MINUTES.toNanos(1);

    private volatile long nextTrial = System.nanoTime();
    private long delay = FIRST;

    boolean isOver() {
        return System.nanoTime() - nextTrial >= 0;
    }

    /** Redis is out of reach; it had been in reach for a while. */
    synchronized void lost(long nanosInReach) {
        if (nanosInReach > SOUND) {
            delay = FIRST;
        }
        failed();
    }

    /** A trial failed. */
    synchronized void failed() {
        nextTrial = System.nanoTime() + delay;
        delay = Math.min(LONGEST, delay * 2);
    }
}
