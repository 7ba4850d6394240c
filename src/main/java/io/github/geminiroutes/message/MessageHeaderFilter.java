package io.github.geminiroutes.message;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Which headers pass between a broker and the message routes. Camel's own filters keep back
 * everything that begins with {@code Camel}, so the headers {@code CamelGemini…} too.
 */
public final class MessageHeaderFilter implements HeaderFilterStrategy {

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !HeaderNames.mayComeIn(name);
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        if (!HeaderNames.mayGoOut(name)) {
            return true;
        }
        return switch (receiver(exchange)) {
            case JMS -> !HeaderNames.isOfJms(name);
            case KAFKA -> false;
            case OTHER -> HeaderNames.isOfHttp(name);
        };
    }

    /** A header that its client refuses would keep the reply, and its consumer, for ever. */
    private static BrokerKind receiver(Exchange exchange) {
        String to =
                exchange == null
                        ? null
                        : exchange.getProperty(ExchangePropertyKey.TO_ENDPOINT, String.class);
        return to == null ? BrokerKind.OTHER : BrokerKind.of(to);
    }
}
