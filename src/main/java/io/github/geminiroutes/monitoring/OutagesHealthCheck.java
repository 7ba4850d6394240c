package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.generate.GeminiClient;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.spi.annotations.HealthCheck;

/**
 * Names the models that are down, and stays UP: the program waits for the end of an outage by
 * itself, and taking it out of service would not bring the model back.
 */
@HealthCheck("gemini-outages-check")
public final class OutagesHealthCheck extends GeminiHealthCheck<GeminiClient> {

    public OutagesHealthCheck() {
        super("gemini-outages", GeminiClient::of);
    }

    @Override
    void check(GeminiClient client, HealthCheckResultBuilder result) {
        if (!client.circuitBreakers().down().isEmpty()) {
            result.message(
                    plain(
                            "Does not answer now: "
                                    + String.join(", ", client.circuitBreakers().down().keySet())));
        }
        result.up();
    }
}
