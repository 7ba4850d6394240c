package io.github.geminiroutes.generate;

import java.time.Duration;

/**
 * What a caller thinks of waiting at the gate. One that can come back later may prefer that to
 * holding a place; it travels as the exchange property {@code gemini-patience}, and without one
 * each call waits.
 */
@FunctionalInterface
public interface WaitPolicy {

    /**
     * @param model what the call would wait for
     * @param delay for how long, as far as is known
     * @return whether it waits; if not, the call ends with a {@link CallDeferredException}
     */
    boolean waits(String model, Duration delay);

    /**
     * Whether the caller wants no call any more, however soon it could go, as another instance has
     * taken over; looked at before each call.
     */
    default boolean isOver() {
        return false;
    }
}
