package io.github.geminiroutes.generate;

/**
 * A call would have to wait and its caller has no {@link WaitPolicy}: no call was made, and nothing
 * is wrong. Without a stack trace, as a limited model makes them by the thousand.
 */
public final class CallDeferredException extends RuntimeException {

    CallDeferredException(String model) {
        super("Calls of " + model + " have to wait", null, false, false);
    }
}
