package io.github.geminiroutes.watch;

import io.github.geminiroutes.message.Messages;
import io.github.geminiroutes.message.Pause;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.spi.annotations.HealthCheck;

/**
 * Whether messages of a broker are asked. An account that refuses them all takes readiness away; a
 * limit per day or a fault of the service is told and waited out, as other models may go on.
 */
@HealthCheck("gemini-messages-check")
public final class MessagesHealthCheck extends GeminiHealthCheck {

    private final Supplier<Pause.State> told;

    public MessagesHealthCheck() {
        this(null);
    }

    /**
     * @param told what is held; null: what the route's bean says
     */
    MessagesHealthCheck(Supplier<Pause.State> told) {
        super("gemini-messages");
        this.told = told;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        Pause.State held = held();
        if (held == null || held.reason() == null) {
            result.up();
        } else if (held.isAccount()) {
            result.message(plain(told(held.reason()))).down();
        } else {
            result.message(
                            plain(
                                    "Messages held: %d until %s: %s"
                                            .formatted(
                                                    held.messages(),
                                                    held.until(),
                                                    told(held.reason()))))
                    .up();
        }
    }

    private Pause.State held() {
        if (told != null) {
            return told.get();
        }
        Messages messages = bean("gemini-message", Messages.class);
        return messages == null ? null : messages.held();
    }

    @Override
    String trouble() {
        return null;
    }
}
