package io.github.geminiroutes.api;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.EntityDetails;

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
 * </ul>
 */
public final class GeminiHttpClient implements HttpClientConfigurer {

    /** The header Google takes the key in; a query parameter would end in access logs. */
    static final String KEY_HEADER = "x-goog-api-key";

    private ApiKey key;

    public void setKey(ApiKey key) {
        this.key = key;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .addRequestInterceptorFirst(
                        (request, entity, context) ->
                                request.setHeader(KEY_HEADER, keyOf(entity).value()));
    }

    private ApiKey keyOf(EntityDetails entity) {
        return entity instanceof DepartingBody body && body.key() != null ? body.key() : key;
    }
}
