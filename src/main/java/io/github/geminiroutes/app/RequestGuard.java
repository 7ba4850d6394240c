package io.github.geminiroutes.app;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;

/** Decides which requests reach the pages of health, metrics and status, and with what. */
final class RequestGuard {

    static final int BAD_REQUEST = 400;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int MISDIRECTED = 421;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean anyHost;
    private final Set<String> hosts;

    /**
     * @param anyHost whether every name of a host is answered, as one other than this machine's may
     *     be right
     * @param hosts further names that are answered, in lower case
     */
    RequestGuard(boolean anyHost, Set<String> hosts) {
        this.anyHost = anyHost;
        this.hosts = hosts;
    }

    void check(RoutingContext call) {
        HttpServerRequest request = call.request();
        HttpServerResponse response = call.response();
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cache-Control", "no-store");
        if (request.method() != HttpMethod.GET) {
            refuse(response.putHeader("Allow", "GET"), METHOD_NOT_ALLOWED);
        } else if (hasBody(request) || isAmbiguous(request)) {
            refuse(response, BAD_REQUEST);
        } else if (!isAnswered(request.getHeader(HttpHeaders.HOST))) {
            // A page of another site could otherwise reach this one through a name of its own.
            refuse(response, MISDIRECTED);
        } else {
            // With these parameters Camel would send stack traces and the addresses of endpoints to
            // any caller.
            request.params().remove("stackTrace").remove("data");
            call.next();
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || request.headers().getAll(HttpHeaders.CONTENT_LENGTH).stream()
                        .anyMatch(length -> !length.equals("0"));
    }

    /** A proxy before this server may read another host from such a request than this server. */
    private static boolean isAmbiguous(HttpServerRequest request) {
        return request.headers().getAll(HttpHeaders.HOST).size() > 1
                || !request.uri().startsWith("/");
    }

    /** What is left on the connection is not read. */
    static void refuse(HttpServerResponse response, int code) {
        response.setStatusCode(code).putHeader(HttpHeaders.CONNECTION, "close").end();
    }

    boolean isAnswered(String header) {
        if (header == null) {
            return false;
        }
        String host = header.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
        return anyHost && hosts.isEmpty() || THIS_MACHINE.contains(host) || hosts.contains(host);
    }
}
