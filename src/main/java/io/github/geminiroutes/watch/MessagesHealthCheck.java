package io.github.geminiroutes.watch;

import io.github.geminiroutes.message.MessageSource;
import org.apache.camel.spi.annotations.HealthCheck;

/** Whether the broker that messages come from is there. */
@HealthCheck("gemini-messages-check")
public final class MessagesHealthCheck extends GeminiHealthCheck {

    public MessagesHealthCheck() {
        super("gemini-messages");
    }

    @Override
    String trouble() {
        MessageSource source = bean("gemini-message-source", MessageSource.class);
        return source == null || source.isConnected()
                ? null
                : "The broker that messages come from is out of reach";
    }
}
