package io.github.geminiroutes.generate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * A pause of all caches after Google took long about one: the calls of the next beginnings would
 * wait as long, one beginning after the other. It is longest where none was made; after one that
 * was made the others go without for half of the time. Thread-safe.
 */
final class CacheDelay {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final Supplier<Clock> clock;
    private volatile Instant until = Instant.MIN;

    /**
     * @param clock is there once the routes have started
     */
    CacheDelay(Supplier<Clock> clock) {
        this.clock = clock;
    }

    /** Whether calls go without a cache that is not there. */
    boolean isOn() {
        return now().isBefore(until);
    }

    private Instant now() {
        return clock.get().instant();
    }

    /** Has it decided whether a cache is made, unless all are paused. */
    void decide(ContextCache start, Runnable decision) {
        Instant begun = now();
        if (begun.isBefore(until)) {
            return;
        }
        decision.run();
        Instant now = now();
        Duration took = Duration.between(begun, now);
        if (took.compareTo(LONG) > 0) {
            until = now.plus(start.cache() == null ? PAUSE : took);
        }
    }
}
