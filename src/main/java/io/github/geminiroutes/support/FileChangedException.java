package io.github.geminiroutes.support;

import java.io.IOException;

/** A file was written to, or another took its name, between the look at it and its last byte. */
public final class FileChangedException extends IOException {

    private static final long serialVersionUID = 1;

    public FileChangedException() {
        super("changed while it was read");
    }
}
