package io.github.geminiroutes.usage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import org.apache.camel.CamelContext;

/**
 * Where meters are registered. As a bean it names the registry where the application has several;
 * it is none itself, as Camel's own metrics take only one of a certain type.
 *
 * @param registry receives our meters
 */
public record MeterRegistrySource(MeterRegistry registry) {

    /** The bean's name. */
    public static final String BEAN = "gemini-meters";

    /**
     * The bean's registry, else the one registry of the application. Without one it is Micrometer's
     * global registry: it passes everything on to those that are added to it, and does nothing
     * where there is none.
     */
    public static MeterRegistry registry(CamelContext context) {
        MeterRegistrySource named =
                context.getRegistry().lookupByNameAndType(BEAN, MeterRegistrySource.class);
        if (named != null) {
            return named.registry;
        }
        MeterRegistry found = context.getRegistry().findSingleByType(MeterRegistry.class);
        return found == null ? Metrics.globalRegistry : found;
    }
}
