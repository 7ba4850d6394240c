package io.github.geminiroutes.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.event.Event;
import io.github.geminiroutes.event.EventType;
import io.github.geminiroutes.event.Events;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.GeminiHeaders;
import java.math.BigDecimal;
import java.time.Clock;
import org.apache.camel.Exchange;

/** The events of messages. Each is on disk before its message is acknowledged. */
public final class MessageEvents {

    /** A longer id is left out: senders choose their ids. */
    private static final int LONGEST_ID = 500;

    private final Clock clock;

    public MessageEvents() {
        this(Clock.systemUTC());
    }

    MessageEvents(Clock clock) {
        this.clock = clock;
    }

    /** Tells what became of a message whose reply, or dead letter, is sent. */
    public void tell(Exchange exchange) {
        if (Events.of(exchange.getContext()) != null) {
            Events.publish(exchange.getContext(), event(exchange));
        }
    }

    private Event event(Exchange exchange) {
        InFlightMessage message = InFlightMessage.of(exchange);
        Call call = Call.of(exchange);
        boolean isFailed = message.outcome() == MessageOutcome.FAILED;
        Event event =
                Event.ofPrompt(
                        isFailed ? EventType.PROMPT_FAILED : EventType.PROMPT_ANSWERED,
                        message.key(),
                        isFailed ? "failed" : "answered",
                        call == null || call.answeredAt() == null
                                ? clock.instant()
                                : call.answeredAt());
        ObjectNode data = event.data();
        Object id = message.received().asked().get(GeminiHeaders.MESSAGE_ID);
        if (id != null && id.toString().length() <= LONGEST_ID) {
            data.put("messageId", id.toString());
        }
        if (call != null) {
            data.put("task", call.task()).put("model", call.model());
        }
        if (call != null && call.answer() != null) {
            data.put("modelVersion", call.answer().modelVersion());
            data.put("tier", call.isCached() ? null : call.bill().tier());
            data.put("costUsd", call.isCached() ? BigDecimal.ZERO : call.bill().cost());
            data.put("cached", call.isCached());
        }
        if (isFailed) {
            Failure failure = message.undelivered() == null ? message.failure() : null;
            data.put("reason", DeadLetter.of(message, 0).kind());
            data.put(
                    "code", failure == null || failure.httpCode() == 0 ? null : failure.httpCode());
            data.put("attempts", call == null ? 0 : call.attempts());
        }
        return event;
    }
}
