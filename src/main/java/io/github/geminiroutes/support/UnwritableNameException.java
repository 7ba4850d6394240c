package io.github.geminiroutes.support;

import java.nio.file.NoSuchFileException;

/** A name that this system cannot write, as in the encoding of its locale: no file has it. */
public final class UnwritableNameException extends NoSuchFileException {

    private static final long serialVersionUID = 1;

    UnwritableNameException(String name) {
        super(name, null, "this system cannot write the name");
    }
}
