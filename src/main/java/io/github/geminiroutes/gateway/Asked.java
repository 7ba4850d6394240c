package io.github.geminiroutes.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.geminiroutes.support.Sha256;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * What a client asks.
 *
 * @param name of its token
 * @param request its head
 * @param body not to be changed
 * @param since when it was whole, as {@link System#nanoTime} tells it
 */
record Asked(String name, GatewayPath path, HttpServerRequest request, byte[] body, long since) {

    /** How long ago it was asked: one that is asked anew has waited before. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** How long its client waits in all; null if it does not say. */
    Duration timeout() {
        return ServerTimeout.of(request.getHeader(ServerTimeout.HEADER));
    }

    /** The same request of the same token has the same. */
    String key() {
        return Sha256.hex((name + ' ' + path.model() + ' ').getBytes(UTF_8), body);
    }

    /** Whether an answer that comes in pieces is to come as events, and not as an array. */
    boolean isEvents() {
        return "sse".equals(request.getParam("alt"));
    }
}
