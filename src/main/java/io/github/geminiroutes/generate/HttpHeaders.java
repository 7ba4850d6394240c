package io.github.geminiroutes.generate;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The headers by which Camel steers its HTTP component. */
public final class HttpHeaders {

    private static final String PREFIX = "camelhttp";

    /** Of Camel's REST component: its address takes the place of the endpoint's. */
    private static final String REST_PREFIX = "camelresthttp";

    private HttpHeaders() {}

    /**
     * Takes them off a message: those of a host's own HTTP call must not steer ours, nor ours the
     * host's next. Camel's pattern for this would try a regular expression on every other header.
     */
    public static void remove(Message message) {
        Exchange exchange = message.getExchange();
        if (exchange != null && !isBoolean(exchange)) {
            exchange.removeProperty(Exchange.SKIP_GZIP_ENCODING);
        }
        if (message.hasHeaders()) {
            message.getHeaders()
                    .keySet()
                    .removeIf(name -> startsWith(name, PREFIX) || startsWith(name, REST_PREFIX));
        }
    }

    /** Of another value the HTTP component makes a null, after the call, and fails. */
    private static boolean isBoolean(Exchange exchange) {
        Object skip = exchange.getProperty(Exchange.SKIP_GZIP_ENCODING);
        return skip == null
                || exchange.getContext().getTypeConverter().tryConvertTo(Boolean.class, skip)
                        != null;
    }

    private static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
