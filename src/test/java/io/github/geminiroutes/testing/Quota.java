package io.github.geminiroutes.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A limit of one model that the server enforces; its limit may change while the server runs. A
 * refused call costs nothing.
 */
public abstract sealed class Quota permits SlidingQuota, FixedQuota {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");

    private final String model;
    private final QuotaKind kind;
    private volatile long limit;

    Quota(String model, QuotaKind kind, long limit) {
        this.model = model;
        this.kind = kind;
        this.limit = limit;
    }

    /** Requests in any 60 seconds. */
    public static Quota requestsPerMinute(String model, long limit) {
        return new SlidingQuota(model, QuotaKind.REQUESTS_PER_MINUTE, limit, MINUTE);
    }

    /** Input tokens in any 60 seconds. */
    public static Quota inputTokensPerMinute(String model, long limit) {
        return new SlidingQuota(model, QuotaKind.INPUT_TOKENS_PER_MINUTE, limit, MINUTE);
    }

    /** Requests in each minute of the clock, as a server with aligned windows counts. */
    public static Quota requestsPerFixedMinute(String model, long limit) {
        return new FixedQuota(
                model, QuotaKind.REQUESTS_PER_MINUTE, limit, ZoneOffset.UTC, ChronoUnit.MINUTES);
    }

    /** Requests from midnight to midnight in America/Los_Angeles. */
    public static Quota requestsPerDay(String model, long limit) {
        return new FixedQuota(model, QuotaKind.REQUESTS_PER_DAY, limit, PACIFIC, ChronoUnit.DAYS);
    }

    /** The model this limit is for. */
    public String model() {
        return model;
    }

    /** The limit in force. */
    public long limit() {
        return limit;
    }

    /** Sets another limit, from the next call on. */
    public void changeLimit(long newLimit) {
        limit = newLimit;
    }

    QuotaKind kind() {
        return kind;
    }

    Optional<QuotaRefusal> judge(PromptRequest request, Instant now) {
        long excess = used(now) + kind.amount(request) - limit;
        if (excess <= 0) {
            return Optional.empty();
        }
        Duration wait =
                kind == QuotaKind.REQUESTS_PER_DAY
                        ? QuotaRefusal.MISLEADING_DELAY
                        : untilFreed(excess, now);
        return Optional.of(new QuotaRefusal(kind, limit, wait));
    }

    /** What counts against the limit at {@code now}. */
    abstract long used(Instant now);

    /** The time until {@code amount} of what is used counts no more. */
    abstract Duration untilFreed(long amount, Instant now);

    abstract void take(long amount, Instant now);
}
