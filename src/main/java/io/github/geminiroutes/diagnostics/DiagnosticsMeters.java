package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.section.SectionName;
import io.github.geminiroutes.usage.MeterRegistrySource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/** The status of each section in the last sweep, as a gauge: 0 OK, 1 warning, 2 error. */
public final class DiagnosticsMeters implements CamelContextAware {

    private static final String STATUS = "gemini.diagnostics.status";
    private static final String DIAGNOSTICS = "gemini-diagnostics";

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
     * Registers the gauges once the context has started: a host may bind its registry after the
     * route files are loaded. They have no value before the first sweep.
     */
    public void start() throws Exception {
        context.addStartupListener((started, wasStarted) -> register());
    }

    private void register() {
        MeterRegistry registry = MeterRegistrySource.registry(context);
        for (SectionName section : SectionName.values()) {
            if (registry.find(STATUS).tag("section", section.id()).gauge() == null) {
                MeterRegistrySource.removeAtStop(
                        context,
                        registry,
                        Gauge.builder(STATUS, context, here -> level(here, section))
                                .description("The last sweep: 0 OK, 1 warning, 2 error")
                                .tags("section", section.id())
                                .register(registry));
            }
        }
    }

    private static double level(CamelContext context, SectionName section) {
        return Optional.ofNullable(
                        context.getRegistry().lookupByNameAndType(DIAGNOSTICS, Diagnostics.class))
                .flatMap(Diagnostics::last)
                .map(report -> report.statuses().get(section))
                .map(status -> (double) status.level())
                .orElse(Double.NaN);
    }
}
