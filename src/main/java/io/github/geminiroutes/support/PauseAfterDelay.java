package io.github.geminiroutes.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A pause of work after a piece of it took long: each further piece may take as long, one after the
 * other, and hold others up. Thread-safe.
 */
public final class PauseAfterDelay {

    private final Supplier<Clock> clock;
    private final Duration ordinary;
    private volatile Instant until = Instant.MIN;

    /**
     * @param clock may be there later than this
     * @param ordinary how long a piece may take without a pause
     */
    public PauseAfterDelay(Supplier<Clock> clock, Duration ordinary) {
        this.clock = clock;
        this.ordinary = ordinary;
    }

    /** Whether the work pauses. */
    public boolean isOn() {
        return now().isBefore(until);
    }

    private Instant now() {
        return clock.get().instant();
    }

    /**
     * Does a piece of the work, unless it pauses.
     *
     * @param pause how long the pause is, by how long this piece took
     * @return whether it was done
     */
    public boolean tryRun(Runnable piece, UnaryOperator<Duration> pause) {
        Instant begun = now();
        if (begun.isBefore(until)) {
            return false;
        }
        piece.run();
        Instant now = now();
        Duration took = Duration.between(begun, now);
        if (took.compareTo(ordinary) > 0) {
            until = now.plus(pause.apply(took));
        }
        return true;
    }
}
