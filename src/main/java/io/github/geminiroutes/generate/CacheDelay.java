package io.github.geminiroutes.generate;

import io.github.geminiroutes.support.PauseAfterDelay;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A pause of all caches after Google took long about one: the calls of the next beginnings would
 * wait as long, one beginning after the other. It is longest where none was made; after one that
 * was made the others go without for half of the time. Thread-safe.
 */
final class CacheDelay {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final PauseAfterDelay pause;

    /**
     * @param clock is there once the routes have started
     */
    CacheDelay(Supplier<Clock> clock) {
        pause = new PauseAfterDelay(clock, LONG);
    }

    /** Whether calls go without a cache that is not there. */
    boolean isOn() {
        return pause.isOn();
    }

    /** Has it decided whether a cache is made, unless all are paused. */
    void decide(ContextCache start, Runnable decision) {
        pause.tryRun(decision, took -> start.cache() == null ? PAUSE : took);
    }
}
