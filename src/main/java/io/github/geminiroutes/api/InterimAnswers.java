package io.github.geminiroutes.api;

import java.io.IOException;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Counts the interim answers of a streamed call. Touched by one thread at a time. */
final class InterimAnswers {

    private int count;

    /**
     * Notes one more.
     *
     * @throws MessageConstraintException if they are too many
     */
    void next() throws MessageConstraintException {
        count++;
        if (count > Connections.MAX_INTERIM) {
            throw new MessageConstraintException(
                    "More than " + Connections.MAX_INTERIM + " interim answers");
        }
    }

    /**
     * Whether a connection may be used again. HttpCore tells a call of each interim answer but 100,
     * and asks only this about that one: without an end they would keep a thread that all streams
     * need.
     */
    static boolean mayBeReused(HttpRequest request, HttpResponse response, HttpContext context) {
        StreamedCall call = StreamedCall.of(context);
        if (call != null && response.getCode() == HttpStatus.SC_CONTINUE) {
            try {
                call.informationResponse(response, context);
            } catch (HttpException | IOException e) {
                call.failed(e);
                call.cancel();
            }
        }
        return DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
    }
}
