package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.generate.GeminiClient;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.spi.annotations.HealthCheck;

/**
 * Names the models that are down, and stays UP: the program waits for the end of an outage by
 * itself, and taking it out of service would not bring the model back.
 */
@HealthCheck("gemini-outages-check")
public final class OutagesHealthCheck extends GeminiHealthCheck {

    public OutagesHealthCheck() {
        super("gemini-outages");
    }

    @Override
    boolean isUsed() {
        return GeminiClient.of(getCamelContext()) != null;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        GeminiClient client = GeminiClient.of(getCamelContext());
        if (client != null && !client.circuitBreakers().down().isEmpty()) {
            result.message(
                    plain(
                            "Does not answer now: "
                                    + String.join(", ", client.circuitBreakers().down().keySet())));
        }
        result.up();
    }
}
