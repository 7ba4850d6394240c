package io.github.geminiroutes.support;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Tells that a wall clock was set back, and by how much, measured by the time that has passed since
 * the last look. Not thread-safe.
 */
public final class SetBacks {

    /** Less than this is how a clock is kept right. */
    private static final Duration SLIGHT = Duration.ofSeconds(2);

    private final LongSupplier nanoTime;
    private Instant lastWall;
    private long lastNanos;

    /**
     * @param nanoTime the time that passes, in nanoseconds, as of {@link System#nanoTime()}
     */
    public SetBacks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * How far the clock was set back since the last call; zero if it was not.
     *
     * @param wall what it shows now
     */
    public Duration look(Instant wall) {
        long nanos = nanoTime.getAsLong();
        Duration behind =
                lastWall == null
                        ? Duration.ZERO
                        : Duration.between(wall, lastWall.plusNanos(nanos - lastNanos));
        lastWall = wall;
        lastNanos = nanos;
        return behind.compareTo(SLIGHT) < 0 ? Duration.ZERO : behind;
    }
}
