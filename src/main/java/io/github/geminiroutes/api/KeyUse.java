package io.github.geminiroutes.api;

import java.time.Duration;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Which key goes with a request, and how much may come back, where both differ from a usual call.
 * It travels as an attribute of the request's context.
 *
 * @param key the key; null for the application's
 * @param isSent whether a key goes at all: an upload address carries a credential of its own
 * @param mostBytes the largest answer; 0 for the usual bound
 * @param time how long the call may take; null for the usual time
 */
record KeyUse(ApiKey key, boolean isSent, long mostBytes, Duration time) {

    static final String ATTRIBUTE = "gemini-key-use";

    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration DOWNLOAD = Duration.ofHours(1);

    /** A usual call without a body of ours. */
    static KeyUse of(ApiKey key) {
        return new KeyUse(key, true, 0, null);
    }

    /** A call that only asks for what the server has at hand: one that drips holds others up. */
    static KeyUse look(ApiKey key) {
        return new KeyUse(key, true, 0, LOOK);
    }

    /** A call to an address that is a secret itself. */
    static KeyUse none() {
        return new KeyUse(null, false, 0, null);
    }

    /** A call whose answer may be a large file. */
    static KeyUse download(ApiKey key, long mostBytes) {
        return new KeyUse(key, true, mostBytes, DOWNLOAD);
    }

    /** What a request says; null for a usual call. */
    static KeyUse in(HttpContext context) {
        return context.getAttribute(ATTRIBUTE) instanceof KeyUse use ? use : null;
    }
}
