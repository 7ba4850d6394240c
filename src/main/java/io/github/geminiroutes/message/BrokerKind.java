package io.github.geminiroutes.message;

import java.util.Locale;
import java.util.Set;

/** What kind of broker an endpoint speaks to, by its URI. */
public enum BrokerKind {
    /** JMS of any provider, AMQP 1.0 included. */
    JMS,
    KAFKA,
    /** Any other of Camel's components. */
    OTHER;

    private static final Set<String> JMS_SCHEMES = Set.of("jms", "amqp", "activemq", "activemq6");

    /** The kind of an endpoint. */
    public static BrokerKind of(String uri) {
        String scheme = scheme(uri);
        if (JMS_SCHEMES.contains(scheme)) {
            return JMS;
        }
        return scheme.equals("kafka") ? KAFKA : OTHER;
    }

    /** The component of an endpoint: what stands before the first colon. */
    public static String scheme(String uri) {
        int colon = uri.indexOf(':');
        return (colon < 0 ? "" : uri.substring(0, colon)).strip().toLowerCase(Locale.ROOT);
    }

    /** The endpoint without its options, which may hold a password. */
    public static String withoutOptions(String uri) {
        return uri.replaceFirst("(?s)[?].*", "").replaceFirst("//.*@", "//");
    }
}
