package io.github.geminiroutes.app;

import io.github.geminiroutes.folder.PromptMeters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.internal.DefaultGauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;

/**
 * The Prometheus registry of the program. It exposes both {@code gemini_prompts_total{outcome}} and
 * {@code gemini_prompts{state}}. The Prometheus client library treats both names as one metric, so
 * the second has a registry of its own, and a scrape returns the text of both.
 */
public final class ScrapedRegistry extends PrometheusMeterRegistry {

    private static final String END = "# EOF\n";

    private final PrometheusMeterRegistry states =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public ScrapedRegistry() {
        super(PrometheusConfig.DEFAULT);
    }

    @Override
    protected <T> Gauge newGauge(Meter.Id id, T object, ToDoubleFunction<T> value) {
        if (!id.getName().equals(PromptMeters.STATE)) {
            return super.newGauge(id, object, value);
        }
        Gauge.builder("gemini.prompts", object, value)
                .description(id.getDescription())
                .tags(id.getTags())
                .register(states);
        return new DefaultGauge<>(id, object, value);
    }

    @Override
    public String scrape(String contentType) {
        String first = super.scrape(contentType);
        String second = states.scrape(contentType);
        return first.endsWith(END)
                ? first.substring(0, first.length() - END.length()) + second
                : first + second;
    }

    @Override
    public void close() {
        super.close();
        states.close();
    }
}
