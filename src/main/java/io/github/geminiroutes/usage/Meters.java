package io.github.geminiroutes.usage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import org.apache.camel.CamelContext;

/** Where meters are registered. */
final class Meters {

    private Meters() {}

    /**
     * The one registry of the application. Without one it is Micrometer's global registry: it
     * passes everything on to those that are added to it, and does nothing where there is none.
     */
    static MeterRegistry registry(CamelContext context) {
        MeterRegistry found = context.getRegistry().findSingleByType(MeterRegistry.class);
        return found == null ? Metrics.globalRegistry : found;
    }
}
