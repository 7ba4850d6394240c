package io.github.geminiroutes.generate;

import java.time.Duration;
import java.util.function.Supplier;

/** Whether the caller waits at the gate, or would rather come back later. */
@FunctionalInterface
public interface WaitPolicy {

    /** Waits as long as it takes. */
    WaitPolicy ALWAYS =
            new WaitPolicy() {
                @Override
                public boolean tryWait(String line, Duration delay) {
                    return true;
                }

                @Override
                public boolean comesBack() {
                    return false;
                }
            };

    /**
     * Takes a place among those that wait, if there is one.
     *
     * @param line names what the call would wait for: calls of the same line wait for each other
     * @param delay for how long, as far as is known
     * @return whether the call waits; if not, it ends with a {@link CallDeferredException}
     */
    boolean tryWait(String line, Duration delay);

    /**
     * Whether the caller waits once more: for another attempt of a call that was made before, or
     * for its turn. What the call has cost is booked by then. If not, the call ends with what its
     * last attempt met, or with a {@link CallDeferredException}. One that waits on its own, see
     * {@link #beginOwnWait}, is told before.
     *
     * @param delay for how long, as far as is known; zero: it asks for its turn
     */
    default boolean waitsAgain(Duration delay) {
        return true;
    }

    /**
     * Asks right before the first call, which need not wait, whether it may leave: its answer may
     * have to wait as those of calls like it do.
     *
     * @param line the calls like it
     * @return whether it leaves; if not, it ends with a {@link CallDeferredException}
     */
    default boolean tryShare(Supplier<ShareLine> line) {
        return true;
    }

    /** Whether the caller has the prompt again later, where it need not wait. */
    default boolean comesBack() {
        return true;
    }

    /**
     * Notes that the caller waits for what only calls like it wait for: a back-off of its own, or
     * the turn of its large answer.
     *
     * @param line names the calls like it
     */
    default void beginOwnWait(Supplier<String> line) {}

    /**
     * Whether the caller waits for the hours in which calls leave. If not, the call ends with a
     * {@link CallDeferredException}.
     */
    default boolean waitsForHours() {
        return true;
    }

    /**
     * Asks the caller before each call whether it wants one still, however soon it could go:
     * another instance may have taken over.
     */
    default boolean tryGoOn() {
        return true;
    }

    /**
     * Whether the caller went before its call was in the line. Read once it is there; a policy that
     * would look at a disk leaves that to {@link #tryGoOn}.
     */
    default boolean hasGone() {
        return !tryGoOn();
    }
}
