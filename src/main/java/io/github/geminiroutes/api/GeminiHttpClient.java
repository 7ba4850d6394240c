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
 *   <li>It adds the key to the HTTP request itself. The key is therefore never in a message header,
 *       where a log, a trace or an exception could show it.
 *   <li>It disables HttpClient's own retries, which would sleep in the thread for a {@code
 *       Retry-After} of an hour (CAMEL-23345). The route configuration {@code gemini-redelivery}
 *       retries. Camel-http has an option for this, {@code automaticRetriesDisabled}, but it
 *       belongs to the component, and so to the host.
 *   <li>It uses the proxy of {@code HTTPS_PROXY}. Without one, the configuration of the host
 *       applies.
 * </ul>
 */
public final class GeminiHttpClient implements HttpClientConfigurer {

    /** The header for the key; a query parameter would appear in access logs. */
    static final String KEY_HEADER = "x-goog-api-key";

    private ApiKey key;
    private String proxy = "";
    private String noProxy = "";

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

    /** A call may carry the key of another account. */
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
