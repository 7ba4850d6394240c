package io.github.geminiroutes.quota;

/**
 * A call would have to wait and its caller has no {@link Patience}: no call was made, and nothing
 * is wrong. Without a stack trace, as a limited model makes them by the thousand.
 */
public final class NotNowException extends RuntimeException {

    NotNowException(String model) {
        super("Calls of " + model + " have to wait", null, false, false);
    }
}
