package io.github.geminiroutes.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicy;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.ExchangeHelper;

/**
 * Camel's own meters of each route, with the same names and tags. Camel's policy formats three
 * texts for each exchange and route, only to find the exchange's start again: a twelfth of all the
 * memory that a prompt takes.
 */
final class RouteMeters implements RoutePolicyFactory {

    private final MeterRegistry registry;

    /**
     * @param registry receives the meters
     */
    RouteMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return new OfRoute(registry, routeId);
    }

    /** The meters of one route. */
    private static final class OfRoute extends MicrometerRoutePolicy {

        private static final String ALL = "Total number of processed exchanges";
        private static final String SUCCEEDED = "Number of successfully completed exchanges";
        private static final String FAILED = "Number of failed exchanges";
        private static final String HANDLED = "Number of failures handled";
        private static final String REDELIVERED =
                "Number of external initiated redeliveries (such as from JMS broker)";

        /** The exchange property with the time at which an exchange has come. */
        private final String began;

        /** Set last. */
        private volatile Counter all;

        private Counter succeeded;
        private Counter failed;
        private Counter handled;
        private Counter redelivered;

        /** Made with the first exchange, as Camel does: most routes of a program have none. */
        private volatile Timer time;

        OfRoute(MeterRegistry registry, String routeId) {
            setMeterRegistry(registry);
            this.began = "gemini-began-" + routeId;
        }

        /** A consumer may begin with an exchange before its route counts as started. */
        @Override
        public synchronized void onStart(Route route) {
            if (all == null) {
                var names = getNamingStrategy();
                succeeded = counter(names.getExchangesSucceededName(route), SUCCEEDED, route);
                failed = counter(names.getExchangesFailedName(route), FAILED, route);
                handled = counter(names.getFailuresHandledName(route), HANDLED, route);
                redelivered = counter(names.getExternalRedeliveriesName(route), REDELIVERED, route);
                all = counter(names.getExchangesTotalName(route), ALL, route);
            }
        }

        private Counter counter(String name, String description, Route route) {
            return Counter.builder(name)
                    .tags(getNamingStrategy().getExchangeStatusTags(route))
                    .description(description)
                    .register(getMeterRegistry());
        }

        private Timer time(Route route) {
            Timer known = time;
            if (known == null) {
                known =
                        Timer.builder(getNamingStrategy().getName(route))
                                .tags(getNamingStrategy().getTags(route))
                                .description("Route performance metrics")
                                .register(getMeterRegistry());
                time = known;
            }
            return known;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            exchange.setProperty(began, getMeterRegistry().config().clock().monotonicTime());
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            if (exchange.removeProperty(began) instanceof Long start) {
                long nanos = getMeterRegistry().config().clock().monotonicTime() - start;
                time(route).record(nanos, TimeUnit.NANOSECONDS);
            }
            if (all == null) {
                onStart(route);
            }
            all.increment();
            if (exchange.isFailed()) {
                failed.increment();
                return;
            }
            succeeded.increment();
            if (ExchangeHelper.isFailureHandled(exchange)) {
                handled.increment();
            }
            if (exchange.isExternalRedelivered()) {
                redelivered.increment();
            }
        }

        @Override
        public void onRemove(Route route) {
            Stream.<Meter>of(all, succeeded, failed, handled, redelivered, time)
                    .filter(Objects::nonNull)
                    .forEach(getMeterRegistry()::remove);
        }
    }
}
