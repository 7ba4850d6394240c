package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.diagnostics.DiagnosticReport;
import io.github.geminiroutes.diagnostics.Diagnostics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.component.scheduler.SchedulerEndpoint;
import org.junit.jupiter.api.Test;

/** An endpoint of the operator's choice starts sweeps; by the schedule there is only the first. */
class DiagnosticsTriggerTest extends GeminiRoutesTestSupport {

    @Override
    List<String> routes() {
        return List.of("gemini-diagnostics");
    }

    @Override
    Properties settings() {
        Properties settings = super.settings();
        settings.setProperty("gemini.diagnostics.trigger", "direct:check?timeout=2000");
        settings.setProperty("gemini.diagnostics.period", "0");
        return settings;
    }

    @Test
    void thePeriodZeroMeansOnce() {
        SchedulerEndpoint once =
                (SchedulerEndpoint) context.getRoute("gemini-diagnostics-once").getEndpoint();

        assertThat(once.getRepeatCount()).isEqualTo(1);
        assertThat(once.getInitialDelay()).isEqualTo(2_000);
        assertThat(context.getRoute("gemini-diagnostics")).isNull();
    }

    @Test
    void sweepsWhenTheTriggerFires() {
        Diagnostics diagnostics =
                context.getRegistry().lookupByNameAndType("gemini-diagnostics", Diagnostics.class);
        Optional<Instant> before = diagnostics.last().map(DiagnosticReport::at);

        template.sendBody("direct:check", "");

        assertThat(diagnostics.last())
                .hasValueSatisfying(
                        report -> {
                            assertThat(report.sections()).hasSize(6);
                            assertThat(Optional.of(report.at())).isNotEqualTo(before);
                        });
    }
}
