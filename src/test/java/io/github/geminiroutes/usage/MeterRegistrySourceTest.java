package io.github.geminiroutes.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class MeterRegistrySourceTest {

    @Test
    void aGaugeGoesWithItsContextAndTheHostsOwnStay() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Gauge.builder("host.orders", () -> 1).register(registry);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            MeterRegistrySource.removeAtStop(
                    context, registry, Gauge.builder("gemini.x", () -> 1).register(registry));

            assertThat(registry.find("gemini.x").gauge()).isNotNull();
        }

        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsExactly("host.orders");
    }
}
