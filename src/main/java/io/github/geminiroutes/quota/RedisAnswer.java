package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.FailureKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * What {@code shared-quota.lua} says to a call that asks: its word, Redis's time, the limits as all
 * instances know them, what is used of the window, and what the word needs. Times are microseconds
 * of Redis's clock.
 *
 * @param values as they came
 */
record RedisAnswer(List<Object> values) {

    private static final long GOES = 0;
    private static final long WAITS = 1;
    private static final long SHUT = 2;

    /** Where the limits stand; the time each was learned stands behind it. */
    private static final Map<LimitKind, Integer> LIMITS =
            new EnumMap<>(
                    Map.of(
                            LimitKind.REQUESTS_PER_MINUTE, 2,
                            LimitKind.INPUT_TOKENS_PER_MINUTE, 4,
                            LimitKind.REQUESTS_PER_DAY, 6));

    private static final int USED = 8;
    private static final int MORE = 10;
    private static final int TURNS = MORE + 2;

    boolean goes() {
        return number(0) == GOES;
    }

    boolean waits() {
        return number(0) == WAITS;
    }

    /** Whether the model is closed for long; else its day is used up. */
    boolean isShut() {
        return number(0) == SHUT;
    }

    /** Redis's time. */
    long time() {
        return number(1);
    }

    long usedRequests() {
        return number(USED);
    }

    long usedTokens() {
        return number(USED + 1);
    }

    /** The limits that any instance has learned, each with the time. */
    Map<LimitKind, Lesson> learned() {
        Map<LimitKind, Lesson> learned = new EnumMap<>(LimitKind.class);
        LIMITS.forEach(
                (kind, at) -> {
                    if (number(at) > 0) {
                        learned.put(kind, new Lesson(number(at), number(at + 1)));
                    }
                });
        return learned;
    }

    /**
     * A limit that was learned.
     *
     * @param at when
     */
    record Lesson(long limit, long at) {}

    /** Of a model that is closed: for how many microseconds from now on. */
    long shutFor() {
        return number(MORE);
    }

    /** Of a model that is closed: why. */
    FailureKind reason() {
        for (FailureKind kind : FailureKind.values()) {
            if (kind.id().equals(values.get(MORE + 1))) {
                return kind;
            }
        }
        return FailureKind.QUOTA_UNEXPLAINED;
    }

    /** Of a model that is closed: why, in words. */
    String message() {
        return (String) values.get(MORE + 2);
    }

    /** Of a model whose day is used up: its limit. */
    long requestsPerDay() {
        return number(MORE);
    }

    /**
     * Teaches the turn of this instance when it may ask again.
     *
     * @param now in nanoseconds of the clock for waits
     */
    void teach(Turn turn, long now) {
        if (values.size() <= MORE) {
            turn.learned(new long[0], 0, 1, now);
            return;
        }
        LongUnaryOperator local = time -> now + (time - time()) * 1_000;
        long[] times = new long[values.size() - TURNS];
        for (int i = 0; i < times.length; i++) {
            times[i] = local.applyAsLong(number(TURNS + i));
        }
        turn.learned(times, number(MORE + 1) * 1_000, (int) number(MORE), now);
    }

    private long number(int index) {
        return (Long) values.get(index);
    }
}
