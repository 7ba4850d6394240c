package io.github.geminiroutes.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;

/**
 * A clock for waits that never runs backwards: where the wall clock is set back, this one goes on
 * from where it was, so that nobody waits until the wall clock gets there again. Thread-safe.
 */
public final class ForwardClock extends Clock {

    private final Clock wall;
    private Duration ahead = Duration.ZERO;
    private Instant last = Instant.MIN;

    /**
     * @param wall the clock that may be set
     */
    public ForwardClock(Clock wall) {
        this.wall = Objects.requireNonNull(wall, "wall");
    }

    @Override
    public synchronized Instant instant() {
        Instant now = wall.instant();
        if (now.plus(ahead).isBefore(last)) {
            ahead = Duration.between(now, last);
        }
        last = now.plus(ahead);
        return last;
    }

    @Override
    public ZoneId getZone() {
        return wall.getZone();
    }

    /** Zones do not matter to an instant: the same clock. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
