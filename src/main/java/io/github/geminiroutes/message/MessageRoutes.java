package io.github.geminiroutes.message;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/** The routes that messages come from, as they run in a Camel context. */
public final class MessageRoutes {

    /** The broker-independent part, which the brokers' routes call. */
    private static final String COMMON = "gemini-messages";

    private static final String JMS = "gemini-messages-jms";

    private final CamelContext context;

    MessageRoutes(CamelContext context) {
        this.context = context;
    }

    /** Whether messages can be taken. */
    public boolean isInUse() {
        return context.getRoute(COMMON) != null;
    }

    /** Whether the broker is in reach, as far as its consumer tells. */
    public boolean isConnected() {
        Route jms = context.getRoute(JMS);
        return jms == null || !JmsConnection.isLost(jms.getConsumer());
    }

    /** The endpoint of the bundle's broker route, without options; null if none runs. */
    public String source() {
        return context.getRoutes().stream()
                .filter(route -> route.getId().startsWith(COMMON + "-"))
                .map(route -> BrokerKind.withoutOptions(route.getEndpoint().getEndpointUri()))
                .findFirst()
                .orElse(null);
    }
}
