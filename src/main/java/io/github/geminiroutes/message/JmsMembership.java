package io.github.geminiroutes.message;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Route;

/**
 * A JMS consumer whose message may give way: its container has another consumer meanwhile. To be
 * used only where the broker speaks JMS, as its classes are optional.
 */
final class JmsMembership implements GroupMembership {

    private final JmsContainers.Container container;
    private final AtomicBoolean isGivingWay = new AtomicBoolean();

    JmsMembership(JmsContainers.Container container) {
        this.container = container;
    }

    /** The place of the consumer that took the message of an exchange. */
    static GroupMembership of(Exchange exchange) {
        Route route = exchange.getContext().getRoute(exchange.getFromRouteId());
        return route != null
                        && JmsConnection.container(route.getConsumer())
                                instanceof JmsContainers.Container container
                ? new JmsMembership(container)
                : NONE;
    }

    @Override
    public void giveWay() {
        if (isGivingWay.compareAndSet(false, true)) {
            container.addGivingWay(1);
        }
    }

    @Override
    public void endGivingWay() {
        if (isGivingWay.compareAndSet(true, false)) {
            container.addGivingWay(-1);
        }
    }
}
