package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import java.time.Duration;
import java.time.Instant;

/** No other instance uses the quota: this one decides alone, always. */
final class Unshared implements SharedQuota {

    @Override
    public Admission admit(Ticket ticket) {
        return null;
    }

    @Override
    public Admission decidedAlone(Ticket ticket, Admission admission) {
        return admission;
    }

    @Override
    public void departed(Ticket ticket, Duration journey) {
        // Nobody to tell.
    }

    @Override
    public void settle(Ticket ticket, long actualTokens) {
        // Nobody to tell.
    }

    @Override
    public void giveBack(Ticket ticket) {
        // Nobody to tell.
    }

    @Override
    public void refused(Ticket ticket, Failure failure, Duration fallback) {
        // Nobody to tell.
    }

    @Override
    public void closeUntil(String model, Instant until, Failure reason) {
        // Nobody to tell.
    }

    @Override
    public void reopen(String model) {
        // Nobody to tell.
    }

    @Override
    public void lookAfter() {
        // It cannot be out of reach.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
