package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.message.MessageHold;
import io.github.geminiroutes.message.MessageProcessor;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.spi.annotations.HealthCheck;

/**
 * Whether messages of a broker are processed and their replies are sent. The check is DOWN if the
 * account refuses all calls, if the broker is out of reach, or if it accepts no reply. A daily
 * limit or an outage is only reported, because messages for other models may continue.
 */
@HealthCheck("gemini-messages-check")
public final class MessagesHealthCheck extends GeminiHealthCheck<MessageProcessor> {

    public MessagesHealthCheck() {
        super("gemini-messages", MessageProcessor::of);
    }

    @Override
    void check(MessageProcessor messages, HealthCheckResultBuilder result) {
        if (!messages.routes().isConnected()) {
            result.message("The broker that messages come from is out of reach").down();
        } else {
            tell(result, messages.held(), messages.undeliverable());
        }
    }

    public static void tell(
            HealthCheckResultBuilder result, MessageHold.State held, String undeliverable) {
        if (held.isAccount()) {
            result.message(plain(line(held.reason()))).down();
        } else if (undeliverable != null) {
            result.message(plain("No reply can be sent: " + undeliverable)).down();
        } else if (held.reason() != null) {
            result.message(
                    plain(
                            "Messages held: %d until %s: %s"
                                    .formatted(
                                            held.messages(), held.until(), line(held.reason()))));
            result.up();
        } else {
            result.up();
        }
    }
}
