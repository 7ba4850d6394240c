package io.github.geminiroutes.prompt;

/**
 * An attachment is missing or still being written. Nothing is wrong with the prompt yet: a caller
 * that can come back reads it again later.
 */
public final class AttachmentNotReadyException extends InvalidPromptException {

    private static final long serialVersionUID = 1;

    private final String problem;
    private final boolean isMissing;

    AttachmentNotReadyException(String problem, int line, boolean isMissing) {
        super(problem, line);
        this.problem = problem;
        this.isMissing = isMissing;
    }

    /** Whether the file is missing; if not, it is there and not complete. */
    public boolean isMissing() {
        return isMissing;
    }

    /** The error of a prompt that waits no longer. */
    public InvalidPromptException refusal() {
        return new InvalidPromptException(problem, line());
    }
}
