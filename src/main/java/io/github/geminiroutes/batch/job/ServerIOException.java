package io.github.geminiroutes.batch.job;

import java.io.IOException;

/** The server, or the way to it, failed: nothing is known to have happened. */
final class ServerIOException extends IOException {

    private static final long serialVersionUID = 1;

    ServerIOException(IOException cause) {
        super(cause);
    }
}
