package io.github.geminiroutes.api;

import java.io.IOException;

/**
 * A connection that was kept from an earlier call ended while a request was sent on it, and nothing
 * of a response came. Most often the server had closed the connection and has not read the request;
 * it may have read it all the same, so this was a call.
 */
public final class DeadConnectionException extends IOException {

    /**
     * @param cause how the connection ended
     */
    public DeadConnectionException(IOException cause) {
        super("A kept connection ended: " + cause.getMessage(), cause);
    }

    /** Whether this is the error or among its causes. */
    public static boolean isIn(Throwable error) {
        Throwable cause = error;
        // Causes can form a cycle.
        for (int i = 0; cause != null && i < 32; i++) {
            if (cause instanceof DeadConnectionException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
