package io.github.geminiroutes.api;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * What the HTTP client of the Gemini endpoint does beyond camel-http's endpoint options.
 *
 * <ul>
 *   <li>It puts the key on the wire itself. The key so never lies in a message header, where a log,
 *       a trace or an exception could show it.
 *   <li>It never retries on its own: HttpClient would sleep in the thread for a {@code Retry-After}
 *       of an hour (CAMEL-23345). The one who retries is the route configuration {@code
 *       gemini-redelivery}. The camel-http option for this, {@code automaticRetriesDisabled},
 *       belongs to the component, which is the host's.
 *   <li>It goes through the proxy of {@code HTTPS_PROXY}. Without one, whatever the host has set up
 *       holds.
 * </ul>
 */
public final class GeminiHttpClient implements HttpClientConfigurer {

    /** The header Google takes the key in; a query parameter would end in access logs. */
    static final String KEY_HEADER = "x-goog-api-key";

    private ApiKey key;
    private String proxy = "";
    private String noProxy = "";

    /** The key to send; without one, none is sent. */
    public void setKey(ApiKey key) {
        this.key = key;
    }

    /** The proxy, as {@link ForwardProxy} takes it; empty for none. */
    public void setProxy(String proxy) {
        this.proxy = proxy;
    }

    /** Hosts that are called without it, separated by commas. */
    public void setNoProxy(String noProxy) {
        this.noProxy = noProxy;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching();
        if (key != null) {
            client.addRequestInterceptorFirst(
                    (request, entity, context) ->
                            request.setHeader(KEY_HEADER, keyOf(entity).value()));
        }
        ForwardProxy forward = ForwardProxy.of(proxy, noProxy);
        if (forward.isSet()) {
            through(forward, client);
        }
    }

    /** A call may come with the key of another account. */
    private ApiKey keyOf(EntityDetails entity) {
        return entity instanceof TimedRequestBody body && body.key() != null ? body.key() : key;
    }

    private static void through(ForwardProxy forward, HttpClientBuilder client) {
        HttpHost host = new HttpHost("http", forward.host(), forward.port());
        client.setRoutePlanner(
                new DefaultRoutePlanner(null) {
                    @Override
                    protected HttpHost determineProxy(HttpHost target, HttpContext context) {
                        return forward.isFor(target.getHostName(), target.getPort()) ? host : null;
                    }
                });
        forward.credentials()
                .ifPresent(
                        credentials -> {
                            String[] parts = credentials.split(":", 2);
                            BasicCredentialsProvider provider = new BasicCredentialsProvider();
                            provider.setCredentials(
                                    new AuthScope(host),
                                    new UsernamePasswordCredentials(
                                            parts[0],
                                            (parts.length > 1 ? parts[1] : "").toCharArray()));
                            client.setDefaultCredentialsProvider(provider);
                        });
    }
}
