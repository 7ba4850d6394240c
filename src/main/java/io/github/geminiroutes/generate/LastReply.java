package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Response;
import org.apache.camel.Exchange;

/**
 * What the server sent to the last attempt of a call that failed, for an edge that hands it on. No
 * key is in it.
 *
 * @param response the response with code 200, where it is no answer; null if there was none
 * @param errorBody the body of an error as it came; null if there was none
 */
public record LastReply(Response response, byte[] errorBody) {

    /** Hundreds of calls may wait with one of this size. */
    private static final int SMALL = 64 * 1024;

    private static final LastReply NONE = new LastReply(null, null);

    /** Whether it is too large to be kept while its call waits. */
    boolean isLarge() {
        return response != null && response.body().length > SMALL
                || errorBody != null && errorBody.length > SMALL;
    }

    /** That of an exchange's call; both are null if nothing came. */
    public static LastReply of(Exchange exchange) {
        Call call = Call.of(exchange);
        LastReply last = call == null ? null : call.attempt().lastReply();
        return last == null ? NONE : last;
    }
}
