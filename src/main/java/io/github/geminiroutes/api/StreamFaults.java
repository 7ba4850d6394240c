package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.RequestNotExecutedException;

/** Says what the error of a streamed call is told as. */
final class StreamFaults {

    private static final long CROSSING_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final CallFaults faults;
    private final long began = System.nanoTime();

    /**
     * @param times how long the call may take
     */
    StreamFaults(CallTimes times) {
        this.faults = new CallFaults(times);
    }

    /**
     * @param head the head of the answer; null if none came
     * @return the error to tell: an {@link IOException} or a {@link GeminiException}
     */
    Exception told(
            Exception error,
            CallDeadline deadline,
            HttpClientContext context,
            StreamListener.Head head,
            TimedRequestBody body) {
        IOException io =
                error instanceof IOException known ? known : new ClientProtocolException(error);
        try {
            if (head != null) {
                return faults.broken(io, deadline, head.code());
            }
            return isOnDeadConnection(io, context)
                    ? new DeadConnectionException(io)
                    : faults.judged(io, deadline, body.hasDeparted(), false);
        } catch (GeminiException e) {
            return e;
        }
    }

    /** As {@link SoleResponseExecutor} has it: the end of a kept connection comes soon. */
    private boolean isOnDeadConnection(IOException error, HttpClientContext context) {
        EndpointDetails details = context.getEndpointDetails();
        boolean isOfConnection =
                error instanceof RequestNotExecutedException
                        || error instanceof ConnectionClosedException
                        || error instanceof SocketException
                        || error instanceof SSLException;
        return isOfConnection
                && details != null
                && details.getRequestCount() > 1
                && System.nanoTime() - began < CROSSING_NANOS;
    }
}
