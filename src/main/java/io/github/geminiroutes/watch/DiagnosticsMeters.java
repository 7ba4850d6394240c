package io.github.geminiroutes.watch;

import io.github.geminiroutes.diagnostics.Diagnostics;
import io.github.geminiroutes.diagnostics.SectionName;
import io.github.geminiroutes.diagnostics.Status;
import io.github.geminiroutes.usage.Meters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * The last sweep as a metric: {@code gemini_diagnostics_status{section}} is 0 for OK, 1 for WARN, 2
 * for ERROR, and not a number before the first sweep has ended.
 */
public final class DiagnosticsMeters implements CamelContextAware {

    private static final String NAME = "gemini.diagnostics.status";

    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * Makes the meters. Each looks up the sweeps when it is read: the YAML DSL makes every bean
     * twice, and the first ones are soon put aside.
     */
    public void start() {
        MeterRegistry registry = Meters.registry(context);
        for (SectionName section : SectionName.values()) {
            if (registry.find(NAME).tag("section", section.id()).gauge() == null) {
                Gauge.builder(NAME, context, here -> level(here, section))
                        .description("The last sweep by section: 0 OK, 1 WARN, 2 ERROR")
                        .tags("section", section.id())
                        .register(registry);
            }
        }
    }

    private static double level(CamelContext context, SectionName section) {
        Diagnostics diagnostics =
                context.getRegistry().lookupByNameAndType("gemini-diagnostics", Diagnostics.class);
        Status status =
                diagnostics.last().map(report -> report.statuses().get(section)).orElse(null);
        return status == null ? Double.NaN : status.level();
    }
}
