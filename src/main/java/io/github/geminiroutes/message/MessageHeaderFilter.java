package io.github.geminiroutes.message;

import org.apache.camel.Exchange;
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
        return !HeaderNames.mayGoOut(name);
    }
}
