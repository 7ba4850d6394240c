package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.generate.GeminiClient;
import org.apache.camel.spi.annotations.HealthCheck;

/** Whether the account allows calls: a bad key, the region or billing stops all prompts. */
@HealthCheck("gemini-intake-check")
public final class IntakeHealthCheck extends GeminiHealthCheck {

    public IntakeHealthCheck() {
        super("gemini-intake");
    }

    @Override
    boolean isUsed() {
        return GeminiClient.of(getCamelContext()) != null;
    }

    @Override
    String trouble() {
        GeminiClient client = GeminiClient.of(getCamelContext());
        Failure reason = client == null ? null : client.accountHold().reason();
        return reason == null
                ? null
                : line(reason) + " | Met by " + client.accountHold().refusedPrompt();
    }
}
