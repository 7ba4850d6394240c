package io.github.geminiroutes.usage;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The registry of our meters. As a bean it selects the registry if the application has several. It
 * is not a registry itself, because Camel's own metrics accept only one of a certain type.
 *
 * @param registry receives our meters
 */
public record MeterRegistrySource(MeterRegistry registry) {

    /** The bean's name. */
    public static final String BEAN = "gemini-meters";

    /**
     * The bean's registry, else the one registry of the application, else Micrometer's global
     * registry, which forwards to the registries that are added to it and does nothing without
     * them.
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

    /**
     * Has a gauge go with its context: a registry often outlives it, and the gauge would keep the
     * context in memory and show its last state for ever.
     */
    public static void removeAtStop(CamelContext context, MeterRegistry registry, Meter gauge) {
        context.addLifecycleStrategy(
                new LifecycleStrategySupport() {
                    @Override
                    public void onContextStopped(CamelContext stopped) {
                        registry.remove(gauge);
                    }
                });
    }
}
