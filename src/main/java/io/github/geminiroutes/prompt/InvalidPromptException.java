package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;

/**
 * The prompt file itself is bad, so asking again cannot help. The message says in one line what is
 * wrong, in which line of the file, and what to do; it never holds the prompt's text at length.
 */
public class InvalidPromptException extends RuntimeException {

    private final int line;

    /**
     * @param message what is wrong and what to do, without the place
     * @param line the line in the file, from 1; 0 if no line is to blame
     */
    public InvalidPromptException(String message, int line) {
        super(line > 0 ? "line " + line + ": " + message : message);
        this.line = line;
    }

    /** The same as a failure. */
    public Failure failure() {
        Failure failure = Failure.of(FailureKind.BAD_INPUT, getMessage());
        return line > 0
                ? failure.withDetails(JsonNodeFactory.instance.objectNode().put("line", line))
                : failure;
    }

    /** The line in the file, from 1; 0 if no line is to blame. */
    public int line() {
        return line;
    }
}
