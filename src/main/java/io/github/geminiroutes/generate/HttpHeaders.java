package io.github.geminiroutes.generate;

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
        if (message.hasHeaders()) {
            message.getHeaders()
                    .keySet()
                    .removeIf(name -> startsWith(name, PREFIX) || startsWith(name, REST_PREFIX));
        }
    }

    private static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
