package io.github.geminiroutes.message;

import io.github.geminiroutes.usage.MeterRegistrySource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;

/** The meters of messages, where messages are taken. */
final class MessageMeters {

    private static final String STATE = "gemini.messages";
    private static final String OUTCOME = "gemini.messages.settled";
    private static final String ROUTE = "gemini-messages";

    private final CamelContext context;
    private final MeterRegistry registry;

    private MessageMeters(CamelContext context) {
        this.context = context;
        this.registry = MeterRegistrySource.registry(context);
    }

    /**
     * Registers the meters that are not registered yet. Each looks the message room up when it is
     * read, as Camel's YAML DSL makes the bean twice and drops the first one.
     */
    static void register(CamelContext context) {
        if (context.getRoute(ROUTE) == null) {
            return;
        }
        MessageMeters meters = new MessageMeters(context);
        meters.state("in_flight", MessageCounters::underWay);
        meters.state("settling", MessageCounters::settling);
        meters.outcome("answered", MessageCounters::answered);
        meters.outcome("failed", MessageCounters::failed);
    }

    private double count(CamelContext here, ToDoubleFunction<MessageCounters> count) {
        MessageProcessor messages = MessageProcessor.of(here);
        return messages == null ? 0 : count.applyAsDouble(messages.counters());
    }

    private void state(String state, ToDoubleFunction<MessageCounters> count) {
        if (registry.find(STATE).tag("state", state).gauge() == null) {
            MeterRegistrySource.removeAtStop(
                    context,
                    registry,
                    Gauge.builder(STATE, context, here -> count(here, count))
                            .description("Messages that are not acknowledged, by where they are")
                            .tags("state", state)
                            .register(registry));
        }
    }

    private void outcome(String outcome, ToDoubleFunction<MessageCounters> count) {
        if (registry.find(OUTCOME).tag("outcome", outcome).functionCounter() == null) {
            MeterRegistrySource.removeAtStop(
                    context,
                    registry,
                    FunctionCounter.builder(OUTCOME, context, here -> count(here, count))
                            .description("Messages by what became of them")
                            .tags("outcome", outcome)
                            .register(registry));
        }
    }
}
