package io.github.geminiroutes.event;

import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.JvmError;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the deliveries of events: it says once that they fail and once that they succeed again,
 * and until when an event is sent again. Of a failure only its class and an HTTP code are shown: an
 * endpoint's address may hold a password.
 */
public final class EventDelivery implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);

    /** One that fails now and then is no news. */
    private static final int FAILURES_TOLD = 5;

    /** The exchange property of an event that is not sent again, and was not delivered. */
    private static final String GIVEN_UP = "gemini-event-given-up";

    private int failures;

    /** A delivery failed. */
    @Override
    public void process(Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        VirtualMachineError ofJvm = JvmError.in(error);
        if (ofJvm != null) {
            // The log ends the program: an endpoint's client may be closed for good by such an
            // error, as HttpClient is.
            LOG.error("The delivery of an event failed by an error of the JVM", ofJvm);
        }
        noteFailure(exchange, error);
    }

    private synchronized void noteFailure(Exchange exchange, Throwable error) {
        if (exchange.getContext().isStopping()) {
            return; // What is left is told once, by the one who stops.
        }
        failures++;
        if (failures == FAILURES_TOLD) {
            LOG.warn(
                    "Events cannot be delivered to gemini.events.to ({}): they are kept and sent"
                            + " again",
                    reason(error));
        }
    }

    private static String reason(Throwable error) {
        if (error instanceof HttpOperationFailedException refused) {
            return "HTTP " + refused.getHttpResponseCode();
        }
        if (error instanceof GeminiException bound) {
            return bound.failure().kind().id();
        }
        return error == null ? "unknown" : error.getClass().getSimpleName();
    }

    /**
     * The event was delivered, or is given up: dropped while it waited for the next try, or left to
     * the next process, as the routes stop.
     */
    public void end(Exchange exchange) {
        boolean isGivenUp = exchange.removeProperty(GIVEN_UP) != null;
        if (!isGivenUp && Events.of(exchange.getContext()).end(exchange)) {
            noteSuccess();
        }
    }

    private synchronized void noteSuccess() {
        if (failures >= FAILURES_TOLD) {
            LOG.info("Events are delivered again");
        }
        failures = 0;
    }

    /**
     * Decides whether the event of an exchange is sent once more: it is given up where it was
     * dropped, or the routes stop.
     */
    public boolean trySendAgain(Exchange exchange) {
        boolean isAgain = Events.of(exchange.getContext()).isToBeSentAgain(exchange);
        if (!isAgain) {
            exchange.setProperty(GIVEN_UP, true);
        }
        return isAgain;
    }
}
