package io.github.geminiroutes.gateway;

import java.time.Duration;

/**
 * What a client gets.
 *
 * @param code the HTTP code
 * @param json the body; not to be changed
 * @param retryAfter when the client may ask again; null if nothing is known
 */
record GatewayReply(int code, byte[] json, Duration retryAfter) {

    static final int OK = 200;

    GatewayReply(int code, byte[] json) {
        this(code, json, null);
    }

    /** A whole answer of Gemini. */
    static GatewayReply ok(byte[] json) {
        return new GatewayReply(OK, json);
    }
}
