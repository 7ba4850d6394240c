package io.github.geminiroutes.generate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long one call waits in an outage: for a probe, and after attempts that met it. It waits where
 * the end of the outage wakes it, and not in Camel's redelivery, which nothing ends early. Touched
 * by one thread at a time.
 */
final class OutageBackoff {

    private Instant metAt;
    private Instant end;
    private Instant heldUpSince;

    /** Notes that the circuit breaker of the model holds the call up; returns since when. */
    Instant holdUp(Instant now) {
        if (heldUpSince == null) {
            heldUpSince = now;
        }
        return heldUpSince;
    }

    /** Since when the circuit breaker holds the call up, if it does. */
    Optional<Instant> heldUpSince() {
        return Optional.ofNullable(heldUpSince);
    }

    /** Notes that the call goes out. */
    void endHoldUp() {
        heldUpSince = null;
    }

    /** Notes that the last attempt met what an outage looks like. */
    void meet(Instant now) {
        metAt = now;
    }

    /** Notes that the last attempt met something else. */
    void forget() {
        metAt = null;
        end = null;
    }

    /** Waits for so long from the failure on, if it was of an outage; returns whether it was. */
    boolean tryTake(Duration delay) {
        end = metAt == null ? null : metAt.plus(delay);
        return end != null;
    }

    /**
     * How long the call still waits.
     *
     * @param recoveredAt when the last outage of its model was over
     */
    Duration remaining(Instant now, Instant recoveredAt) {
        if (end == null || !now.isBefore(end) || recoveredAt.isAfter(metAt)) {
            forget();
            return Duration.ZERO;
        }
        return Duration.between(now, end);
    }
}
