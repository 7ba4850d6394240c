package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.section.SectionName;
import io.github.geminiroutes.usage.MeterRegistrySource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
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
        Map<String, ToDoubleFunction<CamelContext>> levels = new LinkedHashMap<>();
        for (SectionName section : SectionName.values()) {
            levels.put(section.id(), here -> level(here, section));
        }
        MeterRegistrySource.gauges(
                context, STATUS, "The last sweep: 0 OK, 1 warning, 2 error", "section", levels);
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
