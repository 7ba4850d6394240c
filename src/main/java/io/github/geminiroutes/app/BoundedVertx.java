package io.github.geminiroutes.app;

import io.github.geminiroutes.gateway.GatewayHandler;
import io.github.geminiroutes.support.JvmError;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * A Vert.x whose HTTP servers are bounded: callers that stay idle, or are too many, take no
 * descriptors from the work. Camel 4.18 makes its server with options of its own that nothing else
 * can change.
 */
final class BoundedVertx {

    /** The most connections at the same time. */
    static final int MOST_CONNECTIONS = 256;

    /** Seconds after which a connection without a byte is closed. */
    static final int IDLE_SECONDS = 30;

    private static final long LOOK_MILLIS = 5_000;

    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private BoundedVertx() {}

    /**
     * The given Vert.x with bounded servers whose requests may wait.
     *
     * @param limit of their connections
     * @param waiting bounds the connections; null where each request is answered at once
     */
    static Vertx of(Vertx vertx, ConnectionLimit limit, IdleConnections waiting) {
        return proxy(
                Vertx.class,
                vertx,
                (proxy, method, arguments) -> call(vertx, limit, waiting, method, arguments));
    }

    private static <T> T proxy(Class<T> type, T target, InvocationHandler calls) {
        return type.cast(
                Proxy.newProxyInstance(
                        BoundedVertx.class.getClassLoader(),
                        target.getClass().getInterfaces(),
                        calls));
    }

    private static Object call(
            Vertx vertx,
            ConnectionLimit limit,
            IdleConnections waiting,
            Method method,
            Object[] arguments)
            throws Throwable {
        if (method.getName().equals("createHttpServer")
                && arguments != null
                && arguments[0] instanceof HttpServerOptions options) {
            if (waiting == null) {
                options.setIdleTimeout(IDLE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
                return withReadable(
                        countConnections(vertx.createHttpServer(bound(options)), limit),
                        request -> {},
                        BoundedVertx::refuse);
            }
            HttpServer server = vertx.createHttpServer(bound(options));
            vertx.setPeriodic(LOOK_MILLIS, now -> waiting.closeIdle());
            return withReadable(
                    server.connectionHandler(connection -> add(limit, waiting, connection)),
                    request -> waiting.touch(request.connection()),
                    BoundedVertx::refuseEscape);
        }
        return invoke(vertx, method, arguments);
    }

    private static void add(
            ConnectionLimit limit, IdleConnections waiting, HttpConnection connection) {
        bound(connection, limit);
        connection.closeHandler(closed -> waiting.remove(connection));
        waiting.add(connection);
    }

    private static void bound(HttpConnection connection, ConnectionLimit limit) {
        AcceptLimit.addTo(connection, limit.accepted());
        PipelineLimit.addTo(connection);
        connection.exceptionHandler(BoundedVertx::tell);
    }

    /**
     * @param first is told of each request
     * @param badEscape refuses a request whose address has a malformed escape
     */
    private static HttpServer withReadable(
            HttpServer server,
            Handler<HttpServerRequest> first,
            Handler<HttpServerRequest> badEscape) {
        return proxy(
                HttpServer.class,
                server,
                (proxy, method, arguments) -> {
                    if (method.getName().equals("requestHandler") && arguments != null) {
                        @SuppressWarnings("unchecked")
                        Handler<HttpServerRequest> handler =
                                (Handler<HttpServerRequest>) arguments[0];
                        server.requestHandler(
                                request -> {
                                    first.handle(request);
                                    handle(request, badEscape, handler);
                                });
                        return proxy;
                    }
                    Object result = invoke(server, method, arguments);
                    return result == server ? proxy : result;
                });
    }

    /** Vert.x would write to the log for each request that it cannot read or route. */
    private static void handle(
            HttpServerRequest request,
            Handler<HttpServerRequest> badEscape,
            Handler<HttpServerRequest> handler) {
        if (request.response().writeQueueFull()) {
            // Its client asks and asks and reads nothing: the answers would fill the memory.
            request.connection().close();
        } else if (request.authority() == null || !isPath(request.path())) {
            refuse(request);
        } else if (request.uri().indexOf('%') >= 0 && BAD_ESCAPE.matcher(request.uri()).find()) {
            badEscape.handle(request);
        } else {
            handler.handle(request);
        }
    }

    /** A router throws at others, such as {@code *} and that of CONNECT. */
    private static boolean isPath(String path) {
        return path != null && path.startsWith("/");
    }

    private static void refuseEscape(HttpServerRequest request) {
        if (GatewayHandler.has(request.uri())) {
            GatewayHandler.refuseUnreadable(request);
        } else {
            refuse(request);
        }
    }

    private static void refuse(HttpServerRequest request) {
        RequestGuard.refuse(request.response(), RequestGuard.BAD_REQUEST);
    }

    private static Object invoke(Object target, Method method, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static HttpServerOptions bound(HttpServerOptions options) {
        return options.setUseAlpn(false)
                .setHttp2ClearTextEnabled(false)
                // There is none: without these, its handlers would look at each request.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setDecompressionSupported(false);
    }

    /** The oldest connection goes for one that is too many: a probe is always answered. */
    private static HttpServer countConnections(HttpServer server, ConnectionLimit limit) {
        Set<HttpConnection> open = Collections.synchronizedSet(new LinkedHashSet<>());
        return server.connectionHandler(
                connection -> {
                    bound(connection, limit);
                    connection.closeHandler(closed -> open.remove(connection));
                    open.add(connection);
                    HttpConnection surplus = takeSurplus(open, limit.open());
                    if (surplus != null) {
                        surplus.close();
                    }
                });
    }

    /** Vert.x tells nobody else why it closes a connection. */
    private static void tell(Throwable error) {
        VirtualMachineError ofJvm = JvmError.in(error);
        if (ofJvm != null) {
            LoggerFactory.getLogger(BoundedVertx.class)
                    .error("A connection was closed by an error of the JVM", ofJvm);
        }
    }

    /** It counts no longer from now on: until it is closed, further ones may come. */
    private static HttpConnection takeSurplus(Set<HttpConnection> open, int most) {
        synchronized (open) {
            if (open.size() <= most) {
                return null;
            }
            Iterator<HttpConnection> connections = open.iterator();
            HttpConnection oldest = connections.next();
            connections.remove();
            return oldest;
        }
    }
}
