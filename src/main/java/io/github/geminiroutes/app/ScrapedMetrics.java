package io.github.geminiroutes.app;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.List;

/** The registry that Prometheus scrapes, with the meters of the JVM and of the disk. */
final class ScrapedMetrics {

    private ScrapedMetrics() {}

    /**
     * Binds by hand what {@code camel.metrics.binders} binds by name: for the names Camel reads an
     * index of all binders at each start.
     *
     * @param dataDirectory whose disk is measured
     */
    static PrometheusMeterRegistry of(Path dataDirectory) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        for (MeterBinder binder :
                List.of(
                        new JvmMemoryMetrics(),
                        new JvmGcMetrics(),
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new DiskSpaceMetrics(dataDirectory.toFile()))) {
            binder.bindTo(registry);
        }
        return registry;
    }
}
