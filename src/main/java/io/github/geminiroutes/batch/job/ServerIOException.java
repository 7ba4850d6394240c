package io.github.geminiroutes.batch.job;

import java.io.IOException;

/** The server, or the way to it, failed: nothing is known to have happened. */
final class ServerIOException extends IOException {

    private static final long serialVersionUID = 1;

    private ServerIOException(IOException cause) {
        super(cause);
    }

    /** A call of the API. */
    @FunctionalInterface
    interface ServerCall<T> {

        T make() throws IOException;
    }

    /** Makes a call, and tells a connection that fails from a disk that does. */
    static <T> T ofServer(ServerCall<T> call) throws IOException {
        try {
            return call.make();
        } catch (IOException e) {
            throw new ServerIOException(e);
        }
    }
}
