package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.folder.Intake;
import org.apache.camel.spi.annotations.HealthCheck;

/** Whether the account lets prompts through: a bad key, a region or billing stops them all. */
@HealthCheck("gemini-intake-check")
public final class IntakeHealthCheck extends GeminiHealthCheck {

    public IntakeHealthCheck() {
        super("gemini-intake");
    }

    @Override
    String trouble() {
        Intake intake = bean("gemini-intake", Intake.class);
        Failure reason = intake == null ? null : intake.reason();
        return reason == null ? null : told(reason);
    }
}
