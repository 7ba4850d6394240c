package io.github.geminiroutes.folder;

import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.generate.Call;
import java.time.Instant;

/**
 * An outage that a prompt waits for.
 *
 * @param breaker names the circuit breaker
 * @param metAt when the last attempt left, or began to wait for a probe; null if none left
 */
record Outage(String breaker, Instant metAt) {

    /** The outage that a call met; null if it met none. */
    static Outage of(Call call, Failure failure) {
        return call != null && failure.kind().isOfOutage()
                ? new Outage(call.breakerKey(), call.triedAt())
                : null;
    }

    /**
     * Whether it has ended.
     *
     * @param breakers null if nobody follows them yet
     */
    boolean isOver(CircuitBreakers breakers) {
        return breakers != null && metAt != null && breakers.recoveredAt(breaker).isAfter(metAt);
    }
}
