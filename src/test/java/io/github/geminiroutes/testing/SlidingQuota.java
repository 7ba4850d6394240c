package io.github.geminiroutes.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts what was taken within the last stretch of time: half-open, so that it is free at its end.
 */
final class SlidingQuota extends Quota {
    private record Taken(Instant at, long amount) {}

    private final Duration window;
    private final Deque<Taken> log = new ArrayDeque<>();
    private long used;

    SlidingQuota(String model, QuotaKind kind, long limit, Duration window) {
        super(model, kind, limit);
        this.window = window;
    }

    @Override
    long used(Instant now) {
        Instant start = now.minus(window);
        while (!log.isEmpty() && !log.peekFirst().at().isAfter(start)) {
            used -= log.pollFirst().amount();
        }
        return used;
    }

    @Override
    Duration untilFreed(long amount, Instant now) {
        long freed = 0;
        for (Taken taken : log) {
            freed += taken.amount();
            if (freed >= amount) {
                return Duration.between(now, taken.at().plus(window));
            }
        }
        return window; // larger than the limit: it never fits, however long it waits
    }

    @Override
    void take(long amount, Instant now) {
        log.addLast(new Taken(now, amount));
        used += amount;
    }
}
