package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.QuotaViolation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Gemini's side of the quotas per minute, for one model; a refused call costs nothing. */
final class SimulatedServer {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private record Taken(Instant at, long requests, long tokens) {}

    private final Deque<Taken> log = new ArrayDeque<>();
    private final boolean fixedMinutes;
    private long requestLimit = Long.MAX_VALUE;
    private long tokenLimit = Long.MAX_VALUE;
    private int refusedEach;
    private Duration refusalDelay = Duration.ZERO;
    private long calls;
    private Instant downFrom = Instant.MAX;
    private Instant downTo = Instant.MAX;

    SimulatedServer(boolean fixedMinutes) {
        this.fixedMinutes = fixedMinutes;
    }

    static SimulatedServer sliding() {
        return new SimulatedServer(false);
    }

    SimulatedServer requests(long limit) {
        requestLimit = limit;
        return this;
    }

    SimulatedServer tokens(long limit) {
        tokenLimit = limit;
        return this;
    }

    /**
     * Refuses each so-manieth call whatever is used, and names a delay.
     *
     * @param each 1 for all calls; 0 for none
     */
    SimulatedServer refuseEach(int each, Duration delay) {
        refusedEach = each;
        refusalDelay = delay;
        return this;
    }

    /** Meets each call between two times with a 503, which it does not count. */
    SimulatedServer down(Instant from, Instant to) {
        downFrom = from;
        downTo = to;
        return this;
    }

    /** Another program uses the same quota; it is not refused. */
    void eat(long requests, Instant now) {
        log.addLast(new Taken(now, requests, 0));
    }

    /** The refusal, or null if the call is answered. */
    Failure call(long tokens, Instant now) {
        if (!now.isBefore(downFrom) && now.isBefore(downTo)) {
            return Failure.of(FailureKind.OVERLOADED, "overloaded").withHttpCode(503);
        }
        while (!log.isEmpty() && !leaves(log.peekFirst()).isAfter(now)) {
            log.removeFirst();
        }
        List<QuotaViolation> violations = new ArrayList<>();
        Duration wait = Duration.ZERO;
        calls++;
        if (refusedEach > 0 && calls % refusedEach == 0) {
            if (requestLimit < Long.MAX_VALUE) {
                violations.add(Violations.requestsPerMinute(requestLimit));
            }
            return refusal(violations, refusalDelay);
        }
        if (sum(false) + 1 > requestLimit) {
            violations.add(Violations.requestsPerMinute(requestLimit));
            wait = longer(wait, untilFree(false, sum(false) + 1 - requestLimit, now));
        }
        if (sum(true) + tokens > tokenLimit) {
            violations.add(Violations.tokensPerMinute(tokenLimit));
            wait = longer(wait, untilFree(true, sum(true) + tokens - tokenLimit, now));
        }
        if (violations.isEmpty()) {
            log.addLast(new Taken(now, 1, tokens));
            return null;
        }
        return refusal(violations, wait);
    }

    private static Failure refusal(List<QuotaViolation> violations, Duration wait) {
        return Failure.of(FailureKind.RATE_LIMIT_PER_MINUTE, "quota exceeded")
                .withHttpCode(429)
                .withViolations(violations)
                .withRetryDelay(wait);
    }

    private Instant leaves(Taken taken) {
        return fixedMinutes
                ? Instant.ofEpochSecond((taken.at().getEpochSecond() / 60 + 1) * 60)
                : taken.at().plus(MINUTE);
    }

    private long sum(boolean tokens) {
        return log.stream().mapToLong(t -> tokens ? t.tokens() : t.requests()).sum();
    }

    private Duration untilFree(boolean tokens, long amount, Instant now) {
        long freed = 0;
        for (Taken taken : log) {
            freed += tokens ? taken.tokens() : taken.requests();
            if (freed >= amount) {
                return Duration.between(now, leaves(taken));
            }
        }
        return MINUTE;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
