package io.github.geminiroutes.generate;

import java.time.Duration;

/** Whether the caller waits at the gate, or would rather come back later. */
@FunctionalInterface
public interface WaitPolicy {

    /** Waits as long as it takes. */
    WaitPolicy ALWAYS = (model, delay) -> true;

    /**
     * Takes a place among those that wait, if there is one.
     *
     * @param model what the call would wait for
     * @param delay for how long, as far as is known
     * @return whether the call waits; if not, it ends with a {@link CallDeferredException}
     */
    boolean tryWait(String model, Duration delay);

    /**
     * Whether the caller wants no call any more, however soon it could go, as another instance has
     * taken over. Read before each call.
     */
    default boolean isOver() {
        return false;
    }
}
