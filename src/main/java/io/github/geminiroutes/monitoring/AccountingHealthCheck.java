package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.generate.GeminiClient;
import org.apache.camel.spi.annotations.HealthCheck;

/** Whether what calls cost can be written: to the usage log, and to the file of a budget. */
@HealthCheck("gemini-accounting-check")
public final class AccountingHealthCheck extends GeminiHealthCheck<GeminiClient> {

    public AccountingHealthCheck() {
        super("gemini-accounting", GeminiClient::of);
    }

    @Override
    String trouble(GeminiClient client) {
        return client.accountingTrouble();
    }
}
