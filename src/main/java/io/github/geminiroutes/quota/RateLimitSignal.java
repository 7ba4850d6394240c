package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.QuotaViolation;
import io.github.geminiroutes.support.PacificDay;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The limits and times that one 429 names. */
record RateLimitSignal(Failure failure) {

    /**
     * How long after our midnight the server's midnight may be. A refusal for the day within this
     * time closes the gate for this time only: otherwise a clock that is fast by a second would
     * cost a whole day.
     */
    static final Duration MIDNIGHT_DOUBT = Duration.ofMinutes(10);

    /** No call waits for longer: its prompt is set aside, and its caller closes the model. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Each limit that the server names, the lowest if it names several. */
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
     * How long no call should be made; null if the refusal concerns its own call only, or lasts
     * longer than a call should wait.
     *
     * @param untilFirstLeaves the time until our own oldest call no longer counts
     * @param fallback for a refusal that names no time
     */
    Duration pause(Duration untilFirstLeaves, Duration fallback) {
        Duration named = failure.retryDelay();
        if (named != null && named.compareTo(LONGEST_PAUSE) > 0) {
            return null;
        }
        return switch (failure.kind()) {
            case RATE_LIMIT_PER_MINUTE -> named != null ? named : untilFirstLeaves;
            case SPEND_RATE -> named != null ? named : fallback;
            case CAPACITY, QUOTA_UNEXPLAINED -> named;
            default -> null;
        };
    }

    /**
     * The end of the day on which the call was sent; close to its start, a little later than now.
     */
    static Instant endOfDay(Instant sentAt, Instant now) {
        PacificDay day = PacificDay.at(sentAt);
        return sentAt.isBefore(day.start().plus(MIDNIGHT_DOUBT))
                ? now.plus(MIDNIGHT_DOUBT)
                : day.end();
    }

    /** The failure that a call would meet once the model's requests of the day are used up. */
    static Failure dayUsedUp(String model, long limit) {
        String message = "The " + limit + " requests per day are used up.";
        return Failure.of(FailureKind.RATE_LIMIT_PER_DAY, message)
                .withViolations(
                        List.of(
                                new QuotaViolation(
                                        null, LimitKind.REQUESTS_PER_DAY.id(), model, limit)));
    }
}
