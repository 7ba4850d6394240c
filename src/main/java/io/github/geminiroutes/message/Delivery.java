package io.github.geminiroutes.message;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether replies and dead letters can be sent. That they cannot is told when it begins and when it
 * is over, however many wait and however often each is tried.
 */
public final class Delivery implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final AtomicBoolean isStuck = new AtomicBoolean();

    /** One attempt failed; the route tries again. */
    @Override
    public void process(Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (isStuck.compareAndSet(false, true)) {
            LOG.error(
                    "No reply can be sent: {} | Answers that are here are kept and sent as soon as"
                            + " the broker takes them; no call is repeated",
                    told(error));
        }
    }

    /** Whether something waits to be sent. */
    boolean isStuck() {
        return isStuck.get();
    }

    /** A reply or a dead letter is out. */
    void succeeded() {
        if (isStuck.get() && isStuck.compareAndSet(true, false)) {
            LOG.info("Replies are sent again");
        }
    }

    /** What is beneath: the wrappings only say that it is about messages. */
    private static String told(Throwable wrapped) {
        Throwable error = wrapped;
        while (error.getCause() != null && error.getCause() != error) {
            error = error.getCause();
        }
        return (error.getClass().getSimpleName() + ": " + error.getMessage())
                .replaceAll("\\p{Cntrl}", " ");
    }
}
