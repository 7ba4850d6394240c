package io.github.geminiroutes.gateway;

import io.github.geminiroutes.generate.WaitPolicy;
import io.github.geminiroutes.support.ForwardClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * How long the clients of a call wait. A wait that would be longer is refused at once, and {@link
 * #refusedDelay()} says how long it would have been. Thread-safe.
 */
final class ClientPatience implements WaitPolicy {

    /** A turn may come a moment after the time that the gate named. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final Clock clock;
    private volatile Instant end;
    private final Supplier<Duration> untilHours;
    private volatile boolean hasWaited;
    private volatile boolean isOver;
    private volatile Duration refusedDelay;

    /**
     * @param patience how long the client waits, from now on
     * @param untilHours how long it is until calls may leave by the hours of the settings
     */
    ClientPatience(Clock clock, Duration patience, Supplier<Duration> untilHours) {
        this.clock = new ForwardClock(clock);
        this.end = this.clock.instant().plus(patience);
        this.untilHours = untilHours;
    }

    /** Another client waits for the same call: it goes on for the one that waits longer. */
    synchronized void join(ClientPatience other) {
        if (other.end.isAfter(end)) {
            end = other.end;
        }
    }

    /** The client has gone: no further attempt is made. */
    void end() {
        isOver = true;
    }

    /** How long the wait would have been that was refused; null if none was. */
    Duration refusedDelay() {
        return refusedDelay;
    }

    @Override
    public boolean tryWait(String line, Duration delay) {
        return waitsAgain(delay);
    }

    @Override
    public boolean waitsAgain(Duration delay) {
        if (isOver) {
            return false;
        }
        Instant latest = hasWaited ? end.plus(SLACK) : end;
        if (clock.instant().plus(delay).isAfter(latest)) {
            refusedDelay = delay;
            return false;
        }
        hasWaited = true;
        return true;
    }

    @Override
    public boolean waitsForHours() {
        return waitsAgain(untilHours.get());
    }

    @Override
    public boolean tryGoOn() {
        return !isOver;
    }

    /** Whether the client has gone. */
    boolean isOver() {
        return isOver;
    }
}
