package io.github.geminiroutes.failure;

/**
 * Carries a {@link Failure} through code that only knows exceptions. Its message is {@link
 * Failure#summary()}. It has no stack trace of its own: such failures are expected, and an outage
 * makes them by the thousand.
 */
public class GeminiException extends RuntimeException {

    private final transient Failure failure;

    public GeminiException(Failure failure) {
        this(failure, null);
    }

    public GeminiException(Failure failure, Throwable cause) {
        super(failure.summary(), cause, true, false);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
