package io.github.geminiroutes.table;

import java.io.IOException;

/** A file is no table that can be read: nothing of it is asked. The message says what to do. */
public final class NoTableException extends IOException {

    private static final long serialVersionUID = 1;

    private final long line;

    /**
     * @param message what is wrong and what to do, without the line
     * @param line the line in the file, from 1; 0 if it is in none
     */
    public NoTableException(String message, long line) {
        super(line > 0 ? "line " + line + ": " + message : message);
        this.line = line;
    }

    /** The line in the file, from 1; 0 if it is in none. */
    public long line() {
        return line;
    }
}
