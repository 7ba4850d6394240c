package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.GeminiException;

/**
 * The end of a stream that broke after its first piece: Gemini sent an error in its midst, cut it,
 * or said no finish reason; or a time-out ended it. The failure says which.
 */
public final class BrokenStreamException extends GeminiException {

    private final String errorBody;

    BrokenStreamException(Failure failure, String errorBody, Throwable cause) {
        super(failure, cause);
        this.errorBody = errorBody;
    }

    /** The error itself, if it is one already. */
    static BrokenStreamException of(Failure failure, Exception error) {
        return error instanceof BrokenStreamException known
                ? known
                : new BrokenStreamException(failure, null, error);
    }

    /**
     * The JSON text that Gemini sent in place of a piece, {@code {"error": …}}, without the key;
     * null if it sent none.
     */
    public String errorBody() {
        return errorBody;
    }
}
