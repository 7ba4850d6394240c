package io.github.geminiroutes.batch.job;

import java.io.IOException;

/** A job cannot go on, as one of its files is gone or damaged; it is left as it is. */
public final class DamagedJobException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * @param message what is wrong, and what to do
     */
    DamagedJobException(String message) {
        super(message);
    }
}
