package io.github.geminiroutes.quota;

import io.github.geminiroutes.support.PacificDay;
import java.time.Clock;
import java.time.Instant;

/** The clock of Redis, as far as it is known from its last answer. Thread-safe. */
final class RedisTime {

    private final Clock clock;

    /** By how many microseconds the clock of Redis is ahead of this process's. */
    private volatile long ahead;

    RedisTime(Clock clock) {
        this.clock = clock;
    }

    /** Compares the clocks. */
    void update(long micros) {
        ahead = micros - MonotonicClock.micros(clock.instant());
    }

    Instant now() {
        return clock.instant().plus(MonotonicClock.duration(ahead));
    }

    PacificDay today() {
        return PacificDay.at(now());
    }

    /** The time of Redis, in microseconds, at an instant of this process's clock. */
    long micros(Instant local) {
        return MonotonicClock.micros(local) + ahead;
    }

    /** The instant of this process's clock at a time of Redis in microseconds. */
    Instant local(long micros) {
        return MonotonicClock.instant(micros - ahead);
    }

    /** The instant of this process's clock at an instant of Redis. */
    Instant local(Instant instant) {
        return instant.minus(MonotonicClock.duration(ahead));
    }
}
