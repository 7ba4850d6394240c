package io.github.geminiroutes.gateway;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Set;

/** Tells browsers which pages' scripts may call the gateway. */
final class Cors {

    private static final Set<String> HEADERS =
            Set.of(
                    "authorization",
                    "content-type",
                    "x-goog-api-client",
                    "x-goog-api-key",
                    "x-server-timeout");

    private Cors() {}

    /** Also answers a browser's question before the request, which has no token. */
    static CorsHandler handler(Set<String> origins) {
        return CorsHandler.create()
                .addOrigins(List.copyOf(origins))
                .allowedMethod(HttpMethod.GET)
                .allowedMethod(HttpMethod.POST)
                .allowedHeaders(HEADERS);
    }
}
