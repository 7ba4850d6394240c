package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** The meters are those that Camel's own policy would make. */
class RouteMetersTest {

    private static final class Routes extends RouteBuilder {

        @Override
        public void configure() {
            from("direct:good").routeId("good").to("direct:inner");
            from("direct:inner").routeId("inner").setBody(constant("x"));
            from("direct:bad").routeId("bad").throwException(new IllegalStateException("no"));
            from("direct:handled")
                    .routeId("handled")
                    .onException(IllegalStateException.class)
                    .handled(true)
                    .end()
                    .throwException(new IllegalStateException("no"));
            from("direct:idle").routeId("idle").setBody(constant("x"));
        }
    }

    /** Each meter with all that a scrape shows of it, but for the time that was measured. */
    private static List<String> shown(SimpleMeterRegistry registry) {
        return registry.getMeters().stream().map(RouteMetersTest::shown).sorted().toList();
    }

    private static String shown(Meter meter) {
        String named = meter.getId() + " " + meter.getId().getDescription();
        // The gauge app.info of Camel has no value once a collection has run.
        return meter instanceof Gauge
                ? named
                : named + " = " + meter.measure().iterator().next().getValue();
    }

    private static CamelContext run(RoutePolicyFactory policies) throws Exception {
        CamelContext context = new DefaultCamelContext();
        context.getCamelContextExtension().setName("camel");
        context.addRoutePolicyFactory(policies);
        context.addRoutes(new Routes());
        context.start();
        for (String route : List.of("good", "good", "bad", "handled")) {
            context.createProducerTemplate().send("direct:" + route, exchange -> {});
        }
        return context;
    }

    private static void removeRoute(CamelContext context) throws Exception {
        context.getRouteController().stopRoute("good");
        context.removeRoute("good");
    }

    @Test
    void namesTagsAndCountsAreThoseOfCamel() throws Exception {
        SimpleMeterRegistry known = new SimpleMeterRegistry();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MicrometerRoutePolicyFactory policies = new MicrometerRoutePolicyFactory();
        policies.setMeterRegistry(known);
        policies.getPolicyConfiguration().setContextEnabled(false);
        CamelContext ofCamel = run(policies);
        CamelContext ours = run(new RouteMeters(registry));
        try {
            assertThat(shown(registry)).isEqualTo(shown(known)).hasSizeGreaterThan(25);
            assertThat(
                            registry.get("camel.exchanges.failed")
                                    .tag("routeId", "bad")
                                    .counter()
                                    .count())
                    .isEqualTo(1);

            removeRoute(ofCamel);
            removeRoute(ours);

            assertThat(shown(registry))
                    .isEqualTo(shown(known))
                    .noneMatch(meter -> meter.contains("=good"));
        } finally {
            ofCamel.stop();
            ours.stop();
        }
    }

    /** A schedule may fire before Camel says that its route has started. */
    @Test
    void anExchangeThatComesBeforeItsRouteHasStartedIsCounted() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        CamelContext context = run(new MicrometerRoutePolicyFactory());
        try {
            Route route = context.getRoute("good");
            Exchange exchange = new DefaultExchange(context);
            RoutePolicy early = new RouteMeters(registry).createRoutePolicy(context, "good", null);

            early.onExchangeBegin(route, exchange);
            early.onExchangeDone(route, exchange);
            early.onStart(route);

            assertThat(registry.get("camel.exchanges.total").counter().count()).isEqualTo(1);
        } finally {
            context.stop();
        }
    }
}
