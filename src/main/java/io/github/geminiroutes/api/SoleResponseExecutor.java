package io.github.geminiroutes.api;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
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
    static final class UnreadBytesException extends IOException {

        UnreadBytesException() {
            super("The server sent more than one response on this connection");
        }
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            HttpResponseInformationCallback callback,
            HttpContext context)
            throws IOException, HttpException {
        EndpointDetails details = connection.getEndpointDetails();
        boolean isReused = details != null && details.getRequestCount() > 0;
        if (isReused && connection.isDataAvailable(Timeout.ofMilliseconds(1))) {
            connection.close(CloseMode.IMMEDIATE);
            throw new UnreadBytesException();
        }
        ClassicHttpResponse response = super.execute(request, connection, callback, context);
        if (request.getEntity() instanceof TimedRequestBody body && body.isCut()) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
        return response;
    }
}
