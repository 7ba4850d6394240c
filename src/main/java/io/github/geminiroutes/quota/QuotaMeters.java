package io.github.geminiroutes.quota;

import io.github.geminiroutes.usage.CallMeters;
import io.github.geminiroutes.usage.TagLimit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Gauges of the gate's limits and what is used of them. A gauge appears once its limit is known.
 * All gauges read one view of the gate, which is taken at most once a second.
 */
public final class QuotaMeters {

    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final Set<Key> known = ConcurrentHashMap.newKeySet();
    private final TagLimit models;
    private final MeterRegistry registry;
    private final Gate gate;
    private final Consumer<Meter> registered;
    private volatile View view;

    /**
     * @param registered is given each gauge once it is in the registry
     */
    public QuotaMeters(MeterRegistry registry, Gate gate, Consumer<Meter> registered) {
        this.registry = registry;
        this.gate = gate;
        this.registered = registered;
        this.models = new TagLimit(CallMeters.MOST_MODELS);
        this.view = new View(Map.of(), System.nanoTime() - PAUSE_NANOS);
    }

    /** Registers limits that were learned meanwhile; cheap if it was called just before. */
    public void look() {
        if (System.nanoTime() - view.at >= PAUSE_NANOS) {
            fresh();
        }
    }

    private View fresh() {
        View last = view;
        if (System.nanoTime() - last.at < PAUSE_NANOS) {
            return last;
        }
        Map<Key, ModelQuota.LimitUse> uses = new HashMap<>();
        for (ModelQuota model : gate.view()) {
            String name = models.fold(model.model());
            if (!name.equals(TagLimit.OTHER)) {
                model.limits().forEach((kind, use) -> uses.put(new Key(name, kind), use));
            }
        }
        View now = new View(uses, System.nanoTime());
        view = now;
        uses.forEach(
                (key, use) -> {
                    if (use.limit() != null && known.add(key)) {
                        register(key);
                    }
                });
        return now;
    }

    private void register(Key key) {
        gauge("gemini.quota.limit", "What the quota allows", key, ModelQuota.LimitUse::limit);
        gauge(
                "gemini.quota.used",
                "What counts against the quota now",
                key,
                ModelQuota.LimitUse::used);
    }

    private void gauge(String name, String description, Key key, ToLong amount) {
        registered.accept(
                Gauge.builder(name, () -> value(key, amount))
                        .description(description)
                        .tags("model", key.model, "quota", key.kind.id())
                        .register(registry));
    }

    private Double value(Key key, ToLong amount) {
        ModelQuota.LimitUse use = fresh().uses.get(key);
        return use == null || use.limit() == null ? Double.NaN : amount.of(use);
    }

    private interface ToLong {
        long of(ModelQuota.LimitUse use);
    }

    private record Key(String model, LimitKind kind) {}

    private record View(Map<Key, ModelQuota.LimitUse> uses, long at) {}
}
