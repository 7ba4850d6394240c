package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.generate.GeminiClient;
import org.apache.camel.spi.annotations.HealthCheck;

/** Whether the account allows calls: a bad key, the region or billing stops all prompts. */
@HealthCheck("gemini-intake-check")
public final class IntakeHealthCheck extends GeminiHealthCheck<GeminiClient> {

    public IntakeHealthCheck() {
        super("gemini-intake", GeminiClient::of);
    }

    @Override
    String trouble(GeminiClient client) {
        Failure reason = client.accountHold().reason();
        return reason == null
                ? null
                : line(reason) + " | Met by " + client.accountHold().refusedPrompt();
    }
}
