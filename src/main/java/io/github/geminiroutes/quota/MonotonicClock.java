package io.github.geminiroutes.quota;

import java.time.Clock;
import java.time.Instant;

/**
 * The wall clock in microseconds of the epoch, but never backwards: where the wall clock is set
 * back, this one goes on from where it was, so that no caller waits for a time that has been. Not
 * thread-safe.
 */
final class MonotonicClock {

    private final Clock clock;
    private long ahead;
    private long last = Long.MIN_VALUE;

    MonotonicClock(Clock clock) {
        this.clock = clock;
    }

    long now() {
        long wall = micros(clock.instant());
        if (wall + ahead < last) {
            ahead = last - wall;
        }
        last = wall + ahead;
        return last;
    }

    /** What the wall clock shows at a time of this one. */
    Instant wall(long time) {
        return instant(time - ahead);
    }

    /** The time of this clock at which the wall clock shows the instant. */
    long steady(Instant wall) {
        return micros(wall) + ahead;
    }

    static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }
}
