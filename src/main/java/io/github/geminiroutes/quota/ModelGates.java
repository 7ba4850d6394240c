package io.github.geminiroutes.quota;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The gates of all models that were asked for, by name. Thread-safe once it is set up. */
final class ModelGates {

    /** Prompts name models as they like: beyond this many, those that are idle are forgotten. */
    private static final int MOST_MODELS = 100;

    private final Clock clock;
    private final Map<String, ModelGate> gates = new ConcurrentHashMap<>();
    private final Map<LimitKind, Long> set = new EnumMap<>(LimitKind.class);
    private Duration margin = Duration.ofMillis(300);
    private int instances = 1;

    ModelGates(Clock clock) {
        this.clock = clock;
    }

    /** By how much longer than 60 s a call counts. */
    void setMargin(Duration margin) {
        this.margin = margin;
    }

    Duration margin() {
        return margin;
    }

    /** Of gates made from now on: how many processes share their limits. */
    void divideAmong(int instances) {
        this.instances = instances;
    }

    /**
     * @param limit for every model, 1 or more; null to learn it
     */
    void limit(LimitKind kind, Long limit) {
        synchronized (set) {
            set.remove(kind);
            if (limit != null) {
                set.put(kind, limit);
            }
        }
        gates.values().forEach(gate -> gate.set(kind, limit));
    }

    /** The model's gate, made where there is none. */
    ModelGate of(String model) {
        return gates.computeIfAbsent(model, this::make);
    }

    /** The model's gate; null where nobody asked for it yet. */
    ModelGate known(String model) {
        return gates.get(model);
    }

    /** A live view. */
    Collection<ModelGate> all() {
        return gates.values();
    }

    /** A place at the end of the model's line. */
    Permit join(String model, long estimate) {
        Permit ticket = null;
        while (ticket == null) {
            // One that was retired a moment ago gives out none, and is gone the next time.
            ticket = of(model).join(estimate);
        }
        return ticket;
    }

    List<ModelQuota> view() {
        return new TreeMap<>(gates).values().stream().map(ModelGate::view).toList();
    }

    /** What is worth keeping; forgets models that are not, where there are many. */
    Map<String, ModelState> keep() {
        if (gates.size() > MOST_MODELS) {
            gates.values().removeIf(ModelGate::retire);
        }
        Map<String, ModelState> state = new TreeMap<>();
        gates.forEach((name, gate) -> state.put(name, gate.keep()));
        return state;
    }

    /**
     * Takes over what was kept: all of it or, where a part of it is no sense, nothing.
     *
     * @throws RuntimeException if a part of it is no sense
     */
    void restore(Map<String, ModelState> kept) {
        Map<String, ModelGate> restored = new TreeMap<>();
        kept.forEach(
                (model, state) -> {
                    ModelGate gate = make(model);
                    gate.restore(state);
                    restored.put(model, gate);
                });
        gates.putAll(restored);
    }

    private ModelGate make(String model) {
        synchronized (set) {
            return new ModelGate(model, clock, margin, set, instances);
        }
    }
}
