package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import java.time.Duration;
import java.time.Instant;

/** No other instance uses the quota: this one decides alone, always. */
final class Unshared implements SharedQuota {

    @Override
    public Decision admit(Permit ticket) {
        return null;
    }

    @Override
    public Decision decidedAlone(Permit ticket, Decision admission) {
        return admission;
    }

    @Override
    public void departed(Permit ticket, Duration journey) {
        // Nobody to tell.
    }

    @Override
    public void settle(Permit ticket, long actualTokens) {
        // Nobody to tell.
    }

    @Override
    public void giveBack(Permit ticket) {
        // Nobody to tell.
    }

    @Override
    public void refused(Permit ticket, Failure failure, Duration fallback) {
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
