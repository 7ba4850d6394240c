package io.github.geminiroutes.quota;

import io.github.geminiroutes.support.Priority;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The gates of all models in use, by name. Thread-safe once it is set up. */
final class ModelGates {

    /** Prompts may name any number of models: beyond this many, idle ones are dropped. */
    private static final int MOST_MODELS = 100;

    /** Nor do they all exist: beyond this many, those that have never answered are dropped. */
    private static final int MOST_NAMES = 1_000;

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

    /** How many processes share the limits of gates that are made from now on. */
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

    /** The model's gate, which is created if there is none. */
    ModelGate of(String model) {
        return gates.computeIfAbsent(model, this::make);
    }

    /** The model's gate; null if there is none. */
    ModelGate known(String model) {
        return gates.get(model);
    }

    /** A live view. */
    Collection<ModelGate> all() {
        return gates.values();
    }

    /** Takes a place at the end of the model's queue. */
    Permit enqueue(String model, long estimate, Priority priority, String caller) {
        Permit permit = null;
        while (permit == null) {
            // A gate that has just retired gives out none; the next attempt creates a new one.
            permit = of(model).enqueue(estimate, priority, caller);
        }
        return permit;
    }

    /** Takes a place at the front for a call that was refused. */
    Permit enqueueAgain(Permit refused) {
        Permit permit = refused.gate.enqueueAgain(refused);
        return permit == null
                ? enqueue(refused.model(), refused.estimate, refused.priority, refused.caller)
                : permit;
    }

    List<ModelQuota> view() {
        return new TreeMap<>(gates).values().stream().map(ModelGate::view).toList();
    }

    /** Takes the state to keep, and drops idle models if there are many. */
    Map<String, ModelState> state() {
        if (gates.size() > MOST_MODELS) {
            gates.values().removeIf(gate -> gate.tryRetire(false));
        }
        if (gates.size() > MOST_NAMES) {
            gates.values().removeIf(gate -> gate.tryRetire(true));
        }
        Map<String, ModelState> state = new TreeMap<>();
        gates.forEach((name, gate) -> state.put(name, gate.state()));
        return state;
    }

    /**
     * Takes over the kept state: all of it or, if a part of it is invalid, nothing.
     *
     * @throws RuntimeException if a part of it is invalid
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
