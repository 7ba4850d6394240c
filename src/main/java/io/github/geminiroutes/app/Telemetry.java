package io.github.geminiroutes.app;

import io.github.geminiroutes.generate.CallObserver;
import io.github.geminiroutes.usage.MeterRegistrySource;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.Main;

/**
 * Metrics and traces by OTLP over HTTP, if OpenTelemetry's own variable names an endpoint. The
 * other variables of its specification apply, too, as far as the libraries support them.
 */
final class Telemetry implements AutoCloseable {

    /** The variable for metrics and traces: without it OpenTelemetry is not loaded. */
    static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static final String NAME = "gemini-routes";

    private final MeterRegistry metrics;
    private final OpenTelemetrySdk traces;

    Telemetry() {
        metrics = new OtlpMeterRegistry(new Config(), Clock.SYSTEM);
        traces =
                AutoConfiguredOpenTelemetrySdk.builder()
                        .addPropertiesSupplier(Telemetry::defaults)
                        .disableShutdownHook()
                        .build()
                        .getOpenTelemetrySdk();
    }

    private static Map<String, String> defaults() {
        return Map.of(
                "otel.service.name",
                NAME,
                "otel.exporter.otlp.protocol",
                "http/protobuf",
                "otel.metrics.exporter",
                "none",
                "otel.logs.exporter",
                "none");
    }

    /**
     * @param scraped the registry for scraping; null if there is none
     */
    void addTo(Main camel, Properties properties, MeterRegistry scraped) {
        CompositeMeterRegistry all = new CompositeMeterRegistry().add(metrics);
        if (scraped != null) {
            all.add(scraped);
        }
        camel.bind(MeterRegistrySource.BEAN, new MeterRegistrySource(all));
        camel.bind("gemini-tracer", traces.getTracer(NAME));
        camel.bind("gemini-propagators", traces.getPropagators());
        camel.bind(
                CallObserver.BEAN,
                new CallSpans(
                        traces.getTracer(NAME),
                        traces.getPropagators().getTextMapPropagator(),
                        URI.create(properties.getProperty("gemini.base-url"))));
        properties.setProperty("camel.opentelemetry2.enabled", "true");
        // The schedules fire every second.
        properties.setProperty("camel.opentelemetry2.excludePatterns", "scheduler:*");
    }

    /** Sends the last metrics before Camel, their source, stops. */
    void endMetrics() {
        metrics.close();
    }

    /** Sends the last spans. */
    @Override
    public void close() {
        traces.close();
    }

    /** The configuration that Micrometer does not read from the environment itself. */
    private static final class Config implements OtlpConfig {

        @Override
        public String get(String key) {
            return null;
        }

        @Override
        public Duration step() {
            String millis = System.getenv("OTEL_METRIC_EXPORT_INTERVAL");
            return millis == null || !millis.matches("[1-9][0-9]{0,8}")
                    ? OtlpConfig.super.step()
                    : Duration.ofMillis(Long.parseLong(millis));
        }

        /** The conventions require seconds. */
        @Override
        public TimeUnit baseTimeUnit() {
            return TimeUnit.SECONDS;
        }

        @Override
        public Map<String, String> resourceAttributes() {
            Map<String, String> attributes = new HashMap<>(OtlpConfig.super.resourceAttributes());
            attributes.putIfAbsent("service.name", NAME);
            return attributes;
        }
    }
}
