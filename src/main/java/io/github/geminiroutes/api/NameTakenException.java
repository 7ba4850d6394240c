package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.GeminiException;

/**
 * There is a file of the chosen name already. The server says so only after the last byte, and it
 * may not show that file: after an upload that was broken off, say.
 */
public final class NameTakenException extends GeminiException {

    private static final long serialVersionUID = 1;

    NameTakenException(Failure failure) {
        super(failure);
    }
}
