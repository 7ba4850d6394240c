package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.FailureKind;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * The answer of {@code shared-quota.lua} about one call: its decision, the time of Redis, the
 * limits that instances have learned, what is used of the window, and details of the decision.
 * Times are microseconds of the clock of Redis.
 *
 * @param values as Redis sent them
 */
record RedisAnswer(List<Object> values) {

    private static final long PERMITTED = 0;
    private static final long DELAYED = 1;
    private static final long STOPPED = 2;
    private static final long DAY_USED_UP = 3;

    /** The index of each limit; the time it was learned follows it. */
    private static final Map<LimitKind, Integer> LIMITS =
            new EnumMap<>(
                    Map.of(
                            LimitKind.REQUESTS_PER_MINUTE, 2,
                            LimitKind.INPUT_TOKENS_PER_MINUTE, 4,
                            LimitKind.REQUESTS_PER_DAY, 6));

    private static final int USED = 8;
    private static final int DETAILS = 10;
    private static final int TIMES = DETAILS + 2;

    /** Reads an answer; null if it has another shape, as that of another program or script. */
    static RedisAnswer of(List<Object> values) {
        if (values.size() < DETAILS || !areNumbers(values, 0, DETAILS)) {
            return null;
        }
        RedisAnswer answer = new RedisAnswer(values);
        return answer.hasItsDetails() ? answer : null;
    }

    private static boolean areNumbers(List<Object> values, int from, int to) {
        return values.subList(from, to).stream().allMatch(value -> value instanceof Long);
    }

    private boolean hasItsDetails() {
        int size = values.size();
        if (isPermitted() || isDelayed()) {
            boolean hasTimes = size > TIMES && areNumbers(values, DETAILS, size);
            return hasTimes || isPermitted() && size == DETAILS;
        }
        boolean hasNumber = size > DETAILS && areNumbers(values, DETAILS, DETAILS + 1);
        return isStopped()
                ? hasNumber && size > TIMES && values.get(TIMES) instanceof String
                : number(0) == DAY_USED_UP && hasNumber;
    }

    boolean isPermitted() {
        return number(0) == PERMITTED;
    }

    boolean isDelayed() {
        return number(0) == DELAYED;
    }

    /** Whether the model is stopped for long; otherwise its day is used up. */
    boolean isStopped() {
        return number(0) == STOPPED;
    }

    /** The time of Redis. */
    long time() {
        return number(1);
    }

    long usedRequests() {
        return number(USED);
    }

    long usedTokens() {
        return number(USED + 1);
    }

    /** The limits that any instance has learned. */
    Map<LimitKind, LearnedLimit> learned(RedisTime time) {
        Map<LimitKind, LearnedLimit> learned = new EnumMap<>(LimitKind.class);
        LIMITS.forEach(
                (kind, at) -> {
                    if (number(at) > 0) {
                        Instant when = time.local(number(at + 1));
                        learned.put(kind, new LearnedLimit(number(at), when));
                    }
                });
        return learned;
    }

    /** Of a stopped model: for how many microseconds from now on. */
    long stoppedFor() {
        return number(DETAILS);
    }

    /** Of a stopped model: why. */
    FailureKind reason() {
        for (FailureKind kind : FailureKind.values()) {
            if (kind.id().equals(values.get(DETAILS + 1))) {
                return kind;
            }
        }
        return FailureKind.QUOTA_UNEXPLAINED;
    }

    /** Of a stopped model: why, in words. */
    String message() {
        return (String) values.get(DETAILS + 2);
    }

    /** Of a model whose day is used up: its limit. */
    long requestsPerDay() {
        return number(DETAILS);
    }

    /**
     * Updates the schedule of this instance.
     *
     * @param now in nanoseconds of the clock for waits
     */
    void update(AskSchedule schedule, long now) {
        if (values.size() <= DETAILS) {
            schedule.answered(new long[0], 0, 1, now);
            return;
        }
        LongUnaryOperator local = time -> now + (time - time()) * 1_000;
        long[] times = new long[values.size() - TIMES];
        for (int i = 0; i < times.length; i++) {
            times[i] = local.applyAsLong(number(TIMES + i));
        }
        schedule.answered(times, number(DETAILS + 1) * 1_000, (int) number(DETAILS), now);
    }

    private long number(int index) {
        return (Long) values.get(index);
    }
}
