package io.github.geminiroutes.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Books calls one after the other, each with a time of its own. The file of a sum keeps the time of
 * the last call in it: after a kill, the lines of the usage log with a later time are the calls
 * that it lacks, and no other line is. Thread-safe.
 */
public final class BookingOrder {

    /** A clock that goes back by more than that was set. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private final Clock clock;
    private Instant last = Instant.EPOCH;

    public BookingOrder(Clock clock) {
        this.clock = clock;
    }

    /**
     * Books a call while no other one is booked.
     *
     * @param made the call, with any time
     * @param booking writes its line first, and adds it to the sums then
     * @return the call as it was booked
     */
    public synchronized CallRecord book(CallRecord made, Consumer<CallRecord> booking) {
        CallRecord call = made.at(next());
        booking.accept(call);
        return call;
    }

    private Instant next() {
        Instant now = clock.instant();
        boolean isLater = now.isAfter(last) || now.isBefore(last.minus(STEP));
        last = isLater ? now : last.plusNanos(1);
        return last;
    }
}
