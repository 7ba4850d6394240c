package io.github.geminiroutes.failure;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Computes how long to wait before a retry: the server's delay if there is one, else exponential
 * back-off with jitter. The caller waits. As thread-safe as its random generator.
 */
public final class Backoff {

    /**
     * The least jitter on a server's delay, so that calls do not all return at once; the jitter is
     * a twentieth of the delay if that is more.
     */
    private static final long LEAST_SPREAD_MILLIS = 50;

    /**
     * A server that names a tiny delay again and again must not be asked without a pause: the least
     * wait doubles with each attempt.
     */
    private static final long FLOOR_MILLIS = 100;

    private static final long MOST_FLOOR_MILLIS = 60_000;

    /**
     * Spending is measured over ten rolling minutes: seconds do not help, and more than ten minutes
     * are not needed.
     */
    private static final Duration SPEND_RATE_BASE = Duration.ofMinutes(2);

    private static final Duration SPEND_RATE_MAX = Duration.ofMinutes(10);

    private final Duration baseDelay;
    private final Duration maxDelay;
    private final RandomGenerator random;

    /**
     * @param baseDelay the longest wait before the first retry; doubles with each further one
     * @param maxDelay the longest wait, except for a delay that the server asks for
     * @param random the source of jitter
     * @throws IllegalArgumentException if a delay is negative
     */
    public Backoff(Duration baseDelay, Duration maxDelay, RandomGenerator random) {
        if (baseDelay.isNegative() || maxDelay.isNegative()) {
            throw new IllegalArgumentException(
                    "Delays cannot be negative: " + baseDelay + ", " + maxDelay);
        }
        this.baseDelay = baseDelay;
        this.maxDelay = maxDelay;
        this.random = Objects.requireNonNull(random, "random");
    }

    /**
     * The wait before a retry, in whole milliseconds. With a server's delay, at least that (and a
     * floor that doubles) and up to 5 % more. Without one, between half and all of {@code min(max,
     * base · 2^(attempt − 1))}: waits vary, but are never zero.
     *
     * @param failure what went wrong
     * @param attempt 1 for the first retry; less counts as 1
     */
    public Duration delay(Failure failure, int attempt) {
        if (failure.retryDelay() != null) {
            long floor = doubled(FLOOR_MILLIS, Math.max(1, attempt) - 1, MOST_FLOOR_MILLIS);
            return afterServerDelay(Math.max(failure.retryDelay().toMillis(), floor));
        }
        return failure.kind() == FailureKind.SPEND_RATE
                ? exponential(SPEND_RATE_BASE, SPEND_RATE_MAX, attempt)
                : exponential(baseDelay, maxDelay, attempt);
    }

    private Duration afterServerDelay(long millis) {
        long spread = Math.max(LEAST_SPREAD_MILLIS, millis / 20);
        return Duration.ofMillis(millis + random.nextLong(spread + 1));
    }

    private Duration exponential(Duration base, Duration max, int attempt) {
        long ceiling = doubled(base.toMillis(), Math.max(1, attempt) - 1, max.toMillis());
        long half = ceiling / 2;
        return Duration.ofMillis(half + random.nextLong(ceiling - half + 1));
    }

    /** min(max, base · 2^times), without overflow. */
    private static long doubled(long base, int times, long max) {
        boolean tooLarge = times >= Long.SIZE - 1 || base > max >> times;
        return tooLarge && base > 0 ? max : base << Math.min(times, Long.SIZE - 1);
    }
}
