package io.github.geminiroutes.gateway;

import io.vertx.core.http.HttpServerRequest;

/**
 * What a client asks.
 *
 * @param name of its token
 * @param request its head
 * @param body not to be changed
 */
record Asked(String name, GatewayPath path, HttpServerRequest request, byte[] body) {

    /** Whether an answer that comes in pieces is to come as events, and not as an array. */
    boolean isEvents() {
        return "sse".equals(request.getParam("alt"));
    }
}
