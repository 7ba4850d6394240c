package io.github.geminiroutes.folder;

/**
 * A prompt cannot be asked yet, and nothing is wrong with it: it stays in the inbox and is taken
 * again. Without a stack trace, as many may wait.
 */
public final class NotReadyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NotReadyException(String message) {
        super(message, null, false, false);
    }
}
