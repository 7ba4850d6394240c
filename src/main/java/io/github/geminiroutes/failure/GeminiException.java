package io.github.geminiroutes.failure;

/**
 * An exception that carries a {@link Failure}. Its message is {@link Failure#summary()}. It has no
 * stack trace: such failures are expected, and an outage causes thousands of them.
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
