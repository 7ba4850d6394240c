package io.github.geminiroutes.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.diagnostics.section.Finding;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.junit.jupiter.api.Test;

/** What is said of the routes of a Camel. */
class RunningCamelTest {

    /** As on a busy machine, where the schedule of the diagnostics is before other routes. */
    @Test
    void aRouteThatHasYetToStartIsNoFault() throws Exception {
        List<Finding> atStart = new ArrayList<>();
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            RunningCamel running = new RunningCamel(camel);
            camel.addRoutes(
                    new RouteBuilder() {
                        @Override
                        public void configure() {
                            from("direct:a").routeId("gemini-a").startupOrder(1).to("log:a");
                            from("direct:b").routeId("gemini-b").startupOrder(2).to("log:b");
                        }
                    });
            camel.getManagementStrategy()
                    .addEventNotifier(
                            new SimpleEventNotifierSupport() {
                                @Override
                                public void notify(CamelEvent event) {
                                    if (event instanceof CamelEvent.RouteStartedEvent
                                            && atStart.isEmpty()) {
                                        atStart.addAll(running.routes());
                                    }
                                }
                            });
            camel.start();
            camel.getRouteController().stopRoute("gemini-b");

            assertThat(atStart).singleElement().asString().contains("2 of ours started");
            assertThat(running.routes()).hasSize(2);
            assertThat(running.routes().get(1).toString()).contains("gemini-b").contains("stopped");
        }
    }
}
