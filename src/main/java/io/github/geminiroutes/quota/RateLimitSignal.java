package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.QuotaViolation;
import io.github.geminiroutes.support.PacificDay;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** What one 429 says about limits and times. */
record RateLimitSignal(Failure failure) {

    /**
     * How long after our midnight the server's may be. A refusal for the day in this stretch closes
     * the gate for as long only: else a clock that is fast by a second would cost a whole day.
     */
    static final Duration MIDNIGHT_DOUBT = Duration.ofMinutes(10);

    /** Each limit the server names, the least where it names several. */
    Map<LimitKind, Long> limits() {
        Map<LimitKind, Long> limits = new EnumMap<>(LimitKind.class);
        for (QuotaViolation violation : failure.violations()) {
            LimitKind kind = LimitKind.of(violation);
            if (kind != null && violation.limit() != null && violation.limit() > 0) {
                limits.merge(kind, violation.limit(), Math::min);
            }
        }
        return limits;
    }

    /**
     * How long nobody should call; null if the refusal concerns its own call only, or lasts so long
     * that waiting is not the answer.
     *
     * @param untilFirstLeaves the time until our own oldest call counts no more
     * @param fallback for a refusal that says nothing
     */
    Duration pause(Duration untilFirstLeaves, Duration fallback) {
        Duration named = failure.retryDelay();
        return switch (failure.kind()) {
            case RATE_LIMIT_PER_MINUTE -> named != null ? named : untilFirstLeaves;
            case SPEND_RATE -> named != null ? named : fallback;
            case CAPACITY, QUOTA_UNEXPLAINED -> named;
            default -> null;
        };
    }

    /** The end of the quota day in which the call was sent, or a little later than now near it. */
    static Instant endOfDay(Instant sentAt, Instant now) {
        PacificDay day = PacificDay.at(sentAt);
        return sentAt.isBefore(day.start().plus(MIDNIGHT_DOUBT))
                ? now.plus(MIDNIGHT_DOUBT)
                : day.end();
    }
}
