package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/**
 * What the HTTP client of the Gemini endpoint does beyond camel-http's endpoint options.
 *
 * <ul>
 *   <li>It adds the key to the HTTP request itself. The key is therefore never in a message header,
 *       where a log, a trace or an exception could show it.
 *   <li>It disables HttpClient's own retries, which would sleep in the thread for a {@code
 *       Retry-After} of an hour (CAMEL-23345). The route configuration {@code gemini-redelivery}
 *       retries. Camel-http has an option for this, {@code automaticRetriesDisabled}, but it
 *       belongs to the component, and so to the host.
 *   <li>It uses the proxy of {@code HTTPS_PROXY}. Without one, the configuration of the host
 *       applies.
 *   <li>It bounds what a server may send and how long a call may take: see {@link Connections} and
 *       {@link CallGuard}. The certificates to trust are those of the host's component.
 * </ul>
 */
public final class GeminiHttpClient implements HttpClientConfigurer, CamelContextAware {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-http-client";

    /** The header for the key; a query parameter would appear in access logs. */
    static final String KEY_HEADER = "x-goog-api-key";

    /** How long the server may work on the request, in seconds: it gives up earlier without. */
    private static final String TIMEOUT_HEADER = "X-Server-Timeout";

    /** The usual calls, and as many of the flex tier. */
    private static final int LANES = 2;

    /**
     * A text takes up to eight times its size while it is read. An answer of small values takes up
     * to twenty times, but the number of its values is bounded ({@code GeminiJson}).
     */
    private static final int SHARE_OF_THE_HEAP = 10;

    private ApiKey key;
    private String proxy = "";
    private String noProxy = "";
    private int maxConnections;

    private Duration callTimeout = Duration.ZERO;
    private Duration responseTimeout = Duration.ZERO;
    private long maxResponseSize = Long.MAX_VALUE;
    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** How many calls of a lane may be out; 0 keeps the connections of the builder. */
    public void setMaxConnections(int connections) {
        maxConnections = connections;
    }

    /**
     * How long a call may take in seconds, from the lookup of the host to the last byte of the
     * answer; 0 for no limit.
     */
    public void setCallTimeout(long seconds) {
        callTimeout = Duration.ofSeconds(seconds);
    }

    /** How long the server may be silent, in seconds: named where a call meets this limit. */
    public void setResponseTimeout(long seconds) {
        responseTimeout = Duration.ofSeconds(seconds);
    }

    /** The largest answer in bytes: one that announces more is refused at once. */
    public void setMaxResponseSize(long bytes) {
        maxResponseSize = withinHeap(bytes);
    }

    /** The size in bytes, or that of the largest answer that the heap has room to read. */
    public static long withinHeap(long bytes) {
        return Math.min(bytes, Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP);
    }

    /** The key to send; null sends none. */
    public void setKey(ApiKey key) {
        this.key = key;
    }

    /** The proxy, in the form of {@link ForwardProxy}; empty for none. */
    public void setProxy(String proxy) {
        this.proxy = proxy;
    }

    /** Hosts that are called without the proxy, separated by commas. */
    public void setNoProxy(String noProxy) {
        this.noProxy = noProxy;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        PoolingHttpClientConnectionManager connections = null;
        if (maxConnections > 0) {
            connections = connections();
            client.setConnectionManager(connections).setConnectionManagerShared(false);
        }
        client.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .setTargetAuthenticationStrategy(Tunnel.NO_SCHEMES)
                .setRequestExecutor(new SoleResponseExecutor())
                .addExecInterceptorFirst(
                        "gemini-guard",
                        new CallGuard(
                                new CallTimes(callTimeout, responseTimeout),
                                maxResponseSize,
                                closeIdle(connections)));
        client.addRequestInterceptorFirst(this::addHeaders);
        ForwardProxy forward = ForwardProxy.of(proxy, noProxy);
        if (forward.isSet()) {
            ProxyRoutes routes = new ProxyRoutes(forward);
            client.setRoutePlanner(routes.planner());
            client.setDefaultCredentialsProvider(routes.credentials());
            client.setDefaultAuthSchemeRegistry(Tunnel.schemes());
        }
    }

    /**
     * A client for answers that are streamed, with the same settings.
     *
     * @param connectTimeout how long a connection may take
     */
    public StreamClient streams(Duration connectTimeout) {
        return new StreamClient(
                () -> withoutThreads(connectTimeout),
                new CallTimes(callTimeout, responseTimeout),
                maxResponseSize,
                connectTimeout);
    }

    private CloseableHttpAsyncClient withoutThreads(Duration connectTimeout) {
        HttpComponent component = context == null ? null : component();
        return StreamClient.build(
                Connections.withoutThreads(
                        LANES * Math.max(1, maxConnections),
                        connectTimeout,
                        certificates(component),
                        component == null ? null : component.getX509HostnameVerifier()),
                ForwardProxy.of(proxy, noProxy),
                this::addHeaders);
    }

    private void addHeaders(HttpRequest request, EntityDetails entity, HttpContext current)
            throws IOException {
        TimedRequestBody sent = entity instanceof TimedRequestBody known ? known : null;
        StreamedCall streamed = sent == null ? StreamedCall.of(current) : null;
        TimedRequestBody body = streamed == null ? sent : streamed.body();
        boolean isReplaced =
                sent == null
                        ? body == null && request.getPath().endsWith(TimedRequestBody.GENERATE)
                        : !sent.isFor(request);
        if (isReplaced) {
            throw TimedRequestBody.replaced();
        }
        KeyUse use = KeyUse.in(current);
        if (key != null && (use == null || use.isSent())) {
            ApiKey other = use == null ? null : use.key();
            request.setHeader(KEY_HEADER, (other == null ? keyOf(body) : other).value());
        }
        if (body != null && body.responseTimeout() != null) {
            request.setHeader(TIMEOUT_HEADER, body.responseTimeout().toSeconds());
        }
        if (streamed != null) {
            streamed.depart();
        }
    }

    /** The failure of an answer that is larger than this. */
    public static GeminiException tooLarge(long maxResponseSize) {
        return CallFaults.tooLarge(maxResponseSize);
    }

    private PoolingHttpClientConnectionManager connections() {
        HttpComponent component = context == null ? null : component();
        return Connections.bounded(
                        LANES * maxConnections,
                        certificates(component),
                        component == null ? null : component.getX509HostnameVerifier())
                .build();
    }

    /** Another's connections, such as a host's, are left alone. */
    private static Runnable closeIdle(PoolingHttpClientConnectionManager connections) {
        return connections == null
                ? () -> {}
                : () -> connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
    }

    private HttpComponent component() {
        return context.hasComponent("https") instanceof HttpComponent https
                ? https
                : context.hasComponent("http") instanceof HttpComponent http ? http : null;
    }

    private SSLContext certificates(HttpComponent component) {
        if (component == null) {
            return null;
        }
        SSLContextParameters own = component.getSslContextParameters();
        SSLContextParameters parameters =
                own == null && component.isUseGlobalSslContextParameters()
                        ? context.getSSLContextParameters()
                        : own;
        try {
            return parameters == null ? null : parameters.createSSLContext(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("The certificates of https cannot be used", e);
        }
    }

    /** A call may carry the key of another account. */
    private ApiKey keyOf(TimedRequestBody body) {
        return body != null && body.key() != null ? body.key() : key;
    }
}
