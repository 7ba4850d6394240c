package io.github.geminiroutes.message;

import io.github.geminiroutes.usage.MeterRegistrySource;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;

/** The meters of messages, where messages are taken. */
final class MessageMeters {

    private static final String STATE = "gemini.messages";
    private static final String OUTCOME = "gemini.messages.settled";
    private static final String ROUTE = "gemini-messages";

    private MessageMeters() {}

    /**
     * Registers the meters that are not registered yet. Each looks the message room up when it is
     * read, as Camel's YAML DSL makes the bean twice and drops the first one.
     */
    static void register(CamelContext context) {
        if (context.getRoute(ROUTE) == null) {
            return;
        }
        MeterRegistrySource.gauges(
                context,
                STATE,
                "Messages that are not acknowledged, by where they are",
                "state",
                Map.of(
                        "in_flight", here -> count(here, MessageCounters::underWay),
                        "settling", here -> count(here, MessageCounters::settling)));
        MeterRegistrySource.counters(
                context,
                OUTCOME,
                "Messages by what became of them",
                "outcome",
                Map.of(
                        "answered", here -> count(here, MessageCounters::answered),
                        "failed", here -> count(here, MessageCounters::failed)));
    }

    private static double count(CamelContext here, ToDoubleFunction<MessageCounters> count) {
        MessageProcessor messages = MessageProcessor.of(here);
        return messages == null ? 0 : count.applyAsDouble(messages.counters());
    }
}
