package io.github.geminiroutes.generate;

import org.apache.camel.Message;

/** The headers by which Camel steers its HTTP component. */
public final class HttpHeaders {

    private static final String PREFIX = "camelhttp";

    private HttpHeaders() {}

    /**
     * Takes them off a message: those of a host's own HTTP call must not steer ours, nor ours the
     * host's next. Camel's pattern for this would try a regular expression on every other header.
     */
    public static void remove(Message message) {
        if (message.hasHeaders()) {
            message.getHeaders()
                    .keySet()
                    .removeIf(name -> name.regionMatches(true, 0, PREFIX, 0, PREFIX.length()));
        }
    }
}
