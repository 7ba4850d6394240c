package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;

/**
 * The prompt file itself is wrong, so a retry cannot help. The one-line message names the error,
 * its line in the file, and what to do; it quotes at most a short excerpt of the prompt.
 */
public class InvalidPromptException extends RuntimeException {

    private final int line;

    /**
     * @param message what is wrong and what to do, without the line
     * @param line the line in the file, from 1; 0 if the error is not in a line
     */
    public InvalidPromptException(String message, int line) {
        super(line > 0 ? "line " + line + ": " + message : message);
        this.line = line;
    }

    /** The error as a failure. */
    public Failure failure() {
        Failure failure = Failure.of(FailureKind.BAD_INPUT, getMessage());
        return line > 0
                ? failure.withDetails(JsonNodeFactory.instance.objectNode().put("line", line))
                : failure;
    }

    /** The line in the file, from 1; 0 if the error is not in a line. */
    public int line() {
        return line;
    }
}
