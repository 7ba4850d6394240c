package io.github.geminiroutes.api;

import java.io.InterruptedIOException;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.async.AsyncExecRuntime;

/** What has to be ended where a streamed call is given up, in whatever state it is. */
final class StreamConnection {

    private volatile Future<?> call;
    private volatile AsyncExecRuntime runtime;
    private volatile boolean isClosed;

    /** The call was handed to HttpClient. */
    void sent(Future<?> future) {
        call = future;
        if (isClosed) {
            future.cancel(true);
        }
    }

    /**
     * HttpClient has begun with the call.
     *
     * @param known holds the connection, once there is one
     */
    void known(AsyncExecRuntime known) throws InterruptedIOException {
        runtime = known;
        requireOpen();
    }

    /**
     * @throws InterruptedIOException if the call was given up
     */
    void requireOpen() throws InterruptedIOException {
        if (isClosed) {
            throw new InterruptedIOException("The call was ended here");
        }
    }

    /** Gives the call up. */
    void close() {
        isClosed = true;
        Future<?> future = call;
        if (future != null) {
            future.cancel(true);
        }
        // The future may still know no more than how to cancel the wait for a connection.
        AsyncExecRuntime current = runtime;
        if (current != null) {
            current.discardEndpoint();
        }
    }
}
