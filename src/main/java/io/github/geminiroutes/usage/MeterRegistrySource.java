package io.github.geminiroutes.usage;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.search.Search;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
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
     * Registers gauges of one name, one for each value of a tag, unless they are registered
     * already. They ask the context when they are read, and go with it.
     *
     * @param values what each shows, by the value of the tag
     */
    public static void gauges(
            CamelContext context,
            String name,
            String description,
            String tag,
            Map<String, ToDoubleFunction<CamelContext>> values) {
        values.forEach(
                (value, shown) ->
                        register(
                                context,
                                registry -> registry.find(name).tag(tag, value),
                                Gauge.builder(name, context, shown)
                                                .description(description)
                                                .tags(tag, value)
                                        ::register));
    }

    /** As {@link #gauges}, of what only grows. */
    public static void counters(
            CamelContext context,
            String name,
            String description,
            String tag,
            Map<String, ToDoubleFunction<CamelContext>> values) {
        values.forEach(
                (value, counted) ->
                        register(
                                context,
                                registry -> registry.find(name).tag(tag, value),
                                FunctionCounter.builder(name, context, counted)
                                                .description(description)
                                                .tags(tag, value)
                                        ::register));
    }

    private static void register(
            CamelContext context,
            Function<MeterRegistry, Search> known,
            Function<MeterRegistry, Meter> meter) {
        MeterRegistry registry = registry(context);
        if (known.apply(registry).meter() == null) {
            removeAtStop(context, registry, meter.apply(registry));
        }
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
