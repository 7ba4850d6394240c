package io.github.geminiroutes.gateway;

import io.github.geminiroutes.support.Shares;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;

/**
 * The gateway's side towards its clients: it tells who asks, reads what is asked, hands it to the
 * route {@code gemini-gateway} and writes what comes of it. A request that waits holds no thread:
 * Camel's own consumer of Vert.x would hold one for each.
 */
public final class GatewayHandler implements Handler<RoutingContext> {

    /** Before the filter of the pages, which refuses each request with a body. */
    private static final int ORDER = -2;

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final CamelContext context;
    private final Consumer<HttpConnection> begin;
    private final Consumer<HttpConnection> end;
    private final OpenClients open = new OpenClients();
    private volatile Parts parts;

    private GatewayHandler(
            CamelContext context, Consumer<HttpConnection> begin, Consumer<HttpConnection> end) {
        this.context = context;
        this.begin = begin;
        this.end = end;
    }

    /**
     * Puts a gateway in front of all else that a server has below {@code /v1} and v1beta.
     *
     * @param origins of the web pages whose scripts may call it; empty for none
     * @param begin is told that a request begins which may wait
     * @param end is told that it has ended
     * @return is to be run before the server closes: who has no reply yet gets one
     */
    public static Runnable addTo(
            Router router,
            CamelContext context,
            Set<String> origins,
            Consumer<HttpConnection> begin,
            Consumer<HttpConnection> end) {
        GatewayHandler handler = new GatewayHandler(context, begin, end);
        for (String path : List.of("/v1beta/*", "/v1/*")) {
            if (!origins.isEmpty()) {
                router.route(path).order(ORDER).handler(Cors.handler(origins));
            }
            router.route(path).order(ORDER).handler(handler);
        }
        // The router cannot read the path, or a page's origin is not allowed; without a handler the
        // router logs each of them as a fault of the program, with the address and a token in it.
        router.errorHandler(
                BAD_REQUEST, routing -> new Client(routing.request()).refuseNow(unreadable()));
        router.errorHandler(
                FORBIDDEN, routing -> new Client(routing.request()).refuseNow(otherOrigin()));
        return handler.open::endAll;
    }

    /**
     * Whether an address is one of the gateway's.
     *
     * @param uri as it came
     */
    public static boolean has(String uri) {
        return uri.startsWith("/v1beta/") || uri.startsWith("/v1/");
    }

    /**
     * Refuses a request whose address has a malformed escape, in Google's form. Called on the event
     * loop, before a router reads the address.
     */
    public static void refuseUnreadable(HttpServerRequest request) {
        new Client(request).refuseNow(unreadable());
    }

    /**
     * Checks a file of tokens before anything starts.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it has no token, or a line is none; the message shows
     *     none of it
     */
    public static void requireTokens(Path file) throws IOException {
        if (TokenFile.read(file).isEmpty()) {
            throw new IllegalArgumentException("it has no token");
        }
    }

    private record Parts(
            Gateway gateway,
            RequestCoalescing requests,
            RequestBody bodies,
            UnreadReplies unread,
            Shares places) {}

    /** Null while the routes do not run. */
    private Parts parts(Vertx vertx) {
        Parts known = parts;
        if (known == null && context.isStarted()) {
            Gateway gateway = Gateway.of(context);
            RequestBody bodies = new RequestBody(gateway.maxRequestSize());
            known =
                    new Parts(
                            gateway,
                            new RequestCoalescing(context, gateway, bodies, vertx),
                            bodies,
                            new UnreadReplies(Runtime.getRuntime().maxMemory()),
                            new Shares(gateway.maxCalls()));
            parts = known;
        }
        return known;
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Client client = new Client(request);
        Parts known = parts(Vertx.currentContext().owner());
        if (known == null || !context.isStarted()) {
            client.refuse(FailureReply.stopping());
            return;
        }
        if (isAmbiguous(request)) {
            client.refuse(
                    GoogleError.of(
                            BAD_REQUEST,
                            "AMBIGUOUS_REQUEST",
                            "The request names two hosts, two lengths, a host in its path or another"
                                    + " transfer encoding than chunked."));
            return;
        }
        if (!hasReadableQuery(request)) {
            client.refuse(unreadable());
            return;
        }
        Credential credential = Credential.of(request);
        if (credential.isContradictory()) {
            client.refuse(
                    GoogleError.of(
                            BAD_REQUEST,
                            "SEVERAL_CREDENTIALS",
                            "Multiple authentication credentials received. Please pass only one."));
            return;
        }
        String name =
                credential.token() == null
                        ? null
                        : known.gateway.tokens().nameOf(credential.token());
        if (name == null) {
            if (credential.token() != null && known.gateway.tokens().areUnknown()) {
                client.refuse(FailureReply.tokensUnreadable());
                return;
            }
            client.refuse(
                    GoogleError.of(
                            UNAUTHENTICATED,
                            "TOKEN_INVALID",
                            "The request has no token of this gateway: pass one as"
                                    + " x-goog-api-key."));
            return;
        }
        GatewayPath path =
                request.method() == HttpMethod.POST || request.method() == HttpMethod.GET
                        ? GatewayPath.of(request.method() == HttpMethod.POST, request.path())
                        : null;
        if (path == null) {
            client.refuse(
                    GoogleError.of(NOT_FOUND, "NO_SUCH_METHOD", "The gateway has no such method."));
            return;
        }
        if (!known.places.tryTake(name, 1)) {
            client.refuse(FailureReply.busy());
            return;
        }
        begin.accept(request.connection());
        open.add(client);
        client.onEnd(
                () -> {
                    open.remove(client);
                    known.places.giveBack(name, 1);
                    end.accept(request.connection());
                });
        client.onUnread(bytes -> known.unread.add(name, bytes, client::cut));
        known.bodies.read(
                request,
                name,
                body ->
                        known.requests.ask(
                                client, new Asked(name, path, request, body, System.nanoTime())),
                client::refuse);
    }

    /** A proxy before this server may read another end, or another host, from such a request. */
    private static boolean isAmbiguous(HttpServerRequest request) {
        return request.headers().getAll(HttpHeaders.HOST).size() > 1
                || request.headers().getAll(HttpHeaders.CONTENT_LENGTH).size() > 1
                || request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                        && request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || !isPlainlyEncoded(request.headers().getAll(HttpHeaders.TRANSFER_ENCODING))
                || !request.uri().startsWith("/");
    }

    /** With another encoding this server would see no body, and take the body for a request. */
    private static boolean isPlainlyEncoded(List<String> encodings) {
        return encodings.isEmpty()
                || encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked");
    }

    /** Vert.x throws what quotes the query, and a token may stand in it. */
    private static boolean hasReadableQuery(HttpServerRequest request) {
        try {
            request.params();
            return true;
        } catch (IllegalArgumentException badEscape) {
            return false;
        }
    }

    private static GatewayReply otherOrigin() {
        return GoogleError.of(
                FORBIDDEN,
                "ORIGIN_NOT_ALLOWED",
                "The page's origin is none of gemini.gateway.cors-origins.");
    }

    private static GatewayReply unreadable() {
        return GoogleError.of(
                BAD_REQUEST, "BAD_REQUEST", "The address of the request has a malformed escape.");
    }
}
