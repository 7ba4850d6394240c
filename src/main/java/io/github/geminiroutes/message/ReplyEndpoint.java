package io.github.geminiroutes.message;

import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.util.URISupport;

/**
 * Adds what a reply or a dead letter needs to the endpoint that a setting names, unless its URI
 * says otherwise. A route file cannot say it: the endpoint may be of any component and has options
 * of its own, which YAML refuses beside others.
 */
final class ReplyEndpoint {

    private static final String FILTER = "headerFilterStrategy";

    private static final String BYTES = "org.apache.kafka.common.serialization.ByteArraySerializer";

    private ReplyEndpoint() {}

    static String complete(CamelContext context, String uri) {
        Map<String, String> missing = new LinkedHashMap<>();
        if (hasFilter(context, BrokerKind.scheme(uri))) {
            // Camel's own filters keep back the headers CamelGemini….
            missing.put(FILTER, "#gemini-message-headers");
        }
        if (BrokerKind.of(uri) == BrokerKind.KAFKA) {
            // The key of a record comes as bytes and goes as such.
            missing.put("keySerializer", BYTES);
            missing.put("valueSerializer", BYTES);
        }
        missing.keySet().removeAll(written(uri).keySet());
        StringBuilder complete = new StringBuilder(uri);
        missing.forEach(
                (name, value) ->
                        complete.append(complete.indexOf("?") < 0 ? '?' : '&')
                                .append(name)
                                .append('=')
                                .append(value));
        return complete.toString();
    }

    private static boolean hasFilter(CamelContext context, String scheme) {
        EndpointUriFactory factory =
                context.getCamelContextExtension().getEndpointUriFactory(scheme);
        return factory != null && factory.propertyNames().contains(FILTER);
    }

    private static Map<String, Object> written(String uri) {
        int query = uri.indexOf('?');
        if (query < 0) {
            return Map.of();
        }
        try {
            return URISupport.parseQuery(uri.substring(query + 1));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    BrokerKind.withoutOptions(uri) + ": " + e.getReason(), e);
        }
    }
}
