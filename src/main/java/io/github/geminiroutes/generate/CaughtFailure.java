package io.github.geminiroutes.generate;

import org.apache.camel.Exchange;

/** A failure that a route has caught and goes on from. */
public final class CaughtFailure {

    private CaughtFailure() {}

    /**
     * Has Camel forget it: else its error handlers take every later failure of the exchange for one
     * that was dealt with, and do not redeliver.
     */
    public static void forget(Exchange exchange) {
        exchange.getExchangeExtension().setFailureHandled(false);
        exchange.getExchangeExtension().setErrorHandlerHandled(null);
    }
}
