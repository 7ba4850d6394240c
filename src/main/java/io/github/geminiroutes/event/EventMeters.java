package io.github.geminiroutes.event;

import io.github.geminiroutes.usage.MeterRegistrySource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;

/** The meters of events: how many were delivered or dropped, and how many wait. */
final class EventMeters {

    private static final String OUTCOME = "gemini.events";

    private EventMeters() {}

    static void register(CamelContext context, EventOutbox outbox) {
        MeterRegistry registry = MeterRegistrySource.registry(context);
        outcome(context, registry, outbox, "delivered", EventOutbox::delivered);
        outcome(context, registry, outbox, "dropped", EventOutbox::dropped);
        MeterRegistrySource.removeAtStop(
                context,
                registry,
                Gauge.builder("gemini.events.pending", outbox, EventOutbox::pending)
                        .description("Events that wait for their delivery")
                        .register(registry));
    }

    private static void outcome(
            CamelContext context,
            MeterRegistry registry,
            EventOutbox outbox,
            String outcome,
            ToDoubleFunction<EventOutbox> count) {
        MeterRegistrySource.removeAtStop(
                context,
                registry,
                FunctionCounter.builder(OUTCOME, outbox, count)
                        .description("Events by what became of them")
                        .tags("outcome", outcome)
                        .register(registry));
    }
}
