package io.github.geminiroutes.api;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;

/**
 * Bounds the time of each call to an HTTP hook for events, from connecting to the last byte. A hook
 * that drips, or sends interim answers without an end, would hold up the events behind it for ever.
 * Calls by HTTPS go through the proxy of {@code HTTPS_PROXY}. For the endpoint's option {@code
 * httpClientConfigurer}.
 */
public final class HookClient implements HttpClientConfigurer {

    /** As the senders of webhooks have it: 10 s of GitHub, 30 s of Slack and Stripe. */
    private static final Duration MOST = Duration.ofSeconds(30);

    private static final int MOST_BYTES = 64 * 1024;

    private final CallTimes times;
    private final ForwardProxy proxy;

    /** As Camel makes it, from the address of an endpoint: without a proxy. */
    public HookClient() {
        this(MOST);
    }

    HookClient(Duration most) {
        this(most, ForwardProxy.of("", ""));
    }

    private HookClient(Duration most, ForwardProxy proxy) {
        this.times = new CallTimes(most, Duration.ZERO, "the most for a hook", "");
        this.proxy = proxy;
    }

    /**
     * A client whose calls take 30 s at most.
     *
     * @param responseTimeout how long the operator has the hook be silent: a call may take as long
     */
    public static HookClient of(Duration responseTimeout, ForwardProxy proxy) {
        return new HookClient(responseTimeout.compareTo(MOST) > 0 ? responseTimeout : MOST, proxy);
    }

    /** How long a call may take. */
    Duration most() {
        return times.call();
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        CallGuard guard = new CallGuard(times, Long.MAX_VALUE, () -> {});
        CredentialsProvider ofProxy = proxy.isSet() ? route(client) : null;
        // They would be kept for all calls, as many as the hook sends, and sent back each time.
        client.disableCookieManagement();
        client.addExecInterceptorFirst(
                "gemini-hook-guard",
                (request, scope, chain) -> {
                    if (ofProxy != null) {
                        add(ofProxy, scope.clientContext);
                    }
                    return withoutBody(guard.execute(request, scope, chain));
                });
    }

    private CredentialsProvider route(HttpClientBuilder client) {
        ProxyRoutes routes = new ProxyRoutes(proxy);
        client.setRoutePlanner(routes.plannerOfHttps())
                .setDefaultAuthSchemeRegistry(Tunnel.schemes())
                // What the proxy answers to CONNECT is no answer of the hook.
                .setRequestExecutor(new SoleResponseExecutor());
        return routes.credentials();
    }

    /** The hook may ask for a user and password of its own. */
    private static void add(CredentialsProvider ofProxy, HttpClientContext call) {
        CredentialsProvider ofHook = call.getCredentialsProvider();
        call.setCredentialsProvider(
                (scope, context) -> {
                    var known = ofProxy.getCredentials(scope, context);
                    return known != null || ofHook == null
                            ? known
                            : ofHook.getCredentials(scope, context);
                });
    }

    /** Nobody reads it. A short one is read to its end, so that the connection can be kept. */
    private static ClassicHttpResponse withoutBody(ClassicHttpResponse response)
            throws IOException {
        if (response.getEntity() != null) {
            try (InputStream body = response.getEntity().getContent()) {
                body.readNBytes(MOST_BYTES);
            }
            response.setEntity(null);
        }
        return response;
    }
}
