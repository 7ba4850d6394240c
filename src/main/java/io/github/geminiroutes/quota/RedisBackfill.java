package io.github.geminiroutes.quota;

import io.github.geminiroutes.quota.redis.QuotaScript;
import io.github.geminiroutes.support.PacificDay;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Sends to Redis what this instance has learned and which calls it made: Redis was out of reach,
 * has lost its data, or the key has changed.
 */
final class RedisBackfill {

    private final Collection<ModelGate> models;
    private final RedisTime time;
    private final LongSupplier nanos;

    RedisBackfill(Collection<ModelGate> models, RedisTime time, LongSupplier nanos) {
        this.models = models;
        this.time = time;
        this.nanos = nanos;
    }

    void send(QuotaScript script) {
        PacificDay today = time.today();
        for (ModelGate gate : models) {
            script.learn(gate.model(), today, learned(gate));
            RecentCalls calls = gate.shared().calls();
            script.restore(gate.model(), today, calls.ofDay(today), counting(calls));
        }
    }

    /** Each limit and the time it was learned by the clock of Redis; 0 for what is not known. */
    private long[] learned(ModelGate gate) {
        Map<LimitKind, LearnedLimit> learned = gate.learned();
        LimitKind[] kinds = LimitKind.values();
        long[] limits = new long[2 * kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            LearnedLimit limit = learned.get(kinds[i]);
            if (limit != null) {
                limits[2 * i] = limit.limit();
                limits[2 * i + 1] = time.micros(limit.at());
            }
        }
        return limits;
    }

    private List<QuotaScript.PastCall> counting(RecentCalls calls) {
        return calls.counting(nanos.getAsLong()).stream()
                .map(call -> new QuotaScript.PastCall(call.id(), call.age() / 1_000, call.tokens()))
                .toList();
    }
}
