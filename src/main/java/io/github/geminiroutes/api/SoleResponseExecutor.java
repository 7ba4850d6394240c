package io.github.geminiroutes.api;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends a request only on a connection that has no bytes left to read: after one response too many,
 * each later prompt would get the answer to the one before it.
 */
final class SoleResponseExecutor extends HttpRequestExecutor {

    /** The connection cannot be used; the request was not sent. */
    static final class UnusableConnectionException extends IOException {

        UnusableConnectionException(String why, IOException cause) {
            super(why, cause);
        }
    }

    /**
     * The end of a closed connection is there within one way to the server and back. One that comes
     * later may be that of a server which had begun to answer.
     */
    private static final long CROSSING_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The connection on which this call has asked a proxy for a tunnel. */
    private static final String ASKED_FOR_TUNNEL = "gemini-asked-for-tunnel";

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            HttpResponseInformationCallback callback,
            HttpContext context)
            throws IOException, HttpException {
        EndpointDetails details = connection.getEndpointDetails();
        boolean isReused = details != null && details.getRequestCount() > 0;
        if (isReused && hasUnread(connection)) {
            connection.close(CloseMode.IMMEDIATE);
            if (context.getAttribute(ASKED_FOR_TUNNEL) == connection) {
                // Another connection would meet the same.
                throw new ClientProtocolException("The proxy sent more than its answer to CONNECT");
            }
            throw new UnusableConnectionException(
                    "The server sent more than one response on this connection", null);
        }
        boolean isConnect = Method.CONNECT.isSame(request.getMethod());
        context.setAttribute(ASKED_FOR_TUNNEL, isConnect ? connection : null);
        long receivedBefore = isReused ? details.getReceivedBytesCount() : 0;
        long began = System.nanoTime();
        ClassicHttpResponse response;
        try {
            response = super.execute(request, connection, callback, context);
        } catch (MessageConstraintException e) {
            // Of a server's answer it is a bound of ours; a proxy's words are nobody's answer.
            throw isConnect
                    ? new ClientProtocolException("The proxy's answer to CONNECT is no HTTP", e)
                    : e;
        } catch (IOException e) {
            boolean isDead =
                    isReused
                            && isOfConnection(e)
                            && details.getReceivedBytesCount() == receivedBefore
                            && System.nanoTime() - began < CROSSING_NANOS;
            throw isDead ? new DeadConnectionException(e) : e;
        } catch (IllegalArgumentException e) {
            // So HttpCore refuses the code 000: what a server sends is no fault of the prompt.
            throw new ClientProtocolException("The answer is not HTTP: " + e.getMessage(), e);
        }
        if (isConnect) {
            Tunnel.check(response.getCode());
        }
        if (request.getEntity() instanceof TimedRequestBody body && body.isCut()) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
        return response;
    }

    private static boolean hasUnread(HttpClientConnection connection) throws IOException {
        try {
            return connection.isDataAvailable(Timeout.ofMilliseconds(1));
        } catch (SocketException | SSLException e) {
            connection.close(CloseMode.IMMEDIATE);
            throw new UnusableConnectionException("The server reset this connection", e);
        }
    }

    private static boolean isOfConnection(IOException error) {
        return error instanceof NoHttpResponseException
                || error instanceof ConnectionClosedException
                || error instanceof SocketException
                || error instanceof SSLException;
    }
}
