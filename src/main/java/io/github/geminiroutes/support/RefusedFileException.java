package io.github.geminiroutes.support;

import java.io.IOException;

/** A name stands for something that is never opened: only a regular file is. */
public final class RefusedFileException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * @param reason what it is, to follow the name: "is a symbolic link"
     */
    public RefusedFileException(String reason) {
        super(reason);
    }
}
