package io.github.geminiroutes.monitoring;

import java.util.List;
import org.apache.camel.health.HealthCheck;

/** The health checks of the bundle. */
public final class HealthChecks {

    private HealthChecks() {}

    /** A new one of each; those whose route is not loaded take themselves out. */
    public static List<HealthCheck> all() {
        return List.of(
                new IntakeHealthCheck(),
                new FoldersHealthCheck(),
                new ConsumerHealthCheck(),
                new MessagesHealthCheck(),
                new DiagnosticsHealthCheck(),
                new OutagesHealthCheck(),
                new AccountingHealthCheck());
    }
}
