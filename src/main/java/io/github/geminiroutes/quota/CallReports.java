package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.quota.redis.QuotaScript;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.LongSupplier;

/** Reports to Redis what became of the admitted calls of this instance. */
final class CallReports {

    /** The margin covers a call that leaves within this time of its permission; nanoseconds. */
    private static final long AT_ONCE = 5_000_000;

    private final QuotaScript script;
    private final RedisTime time;
    private final LongSupplier nanos;

    CallReports(QuotaScript script, RedisTime time, LongSupplier nanos) {
        this.script = script;
        this.time = time;
        this.nanos = nanos;
    }

    /** Reports that the call has left for the server, if it left later than the margin covers. */
    void departed(Permit permit, Duration transit) {
        RecentCalls.SharedCall call = permit.shared;
        if (call == null) {
            return;
        }
        long late = nanos.getAsLong() - call.at + transit.toNanos();
        if (late > AT_ONCE) {
            permit.gate.shared().calls().departed(call, late);
            script.departed(permit.model(), call.day, call.id, transit);
        }
    }

    /** Reports that the call was answered, and the tokens that the server counted. */
    void settle(Permit permit, long actualTokens) {
        RecentCalls.SharedCall call = permit.shared;
        if (call == null) {
            return;
        }
        RecentCalls calls = permit.gate.shared().calls();
        if (calls.answered(call, actualTokens, nanos.getAsLong())) {
            script.settle(permit.model(), call.day, call.id, calls.tokens(call));
        }
    }

    /** Reports that the call was not made. */
    void giveBack(Permit permit) {
        RecentCalls.SharedCall call = permit.shared;
        if (call == null && permit.isUnanswered) {
            script.giveBack(permit.model(), time.today(), permit.sharedId);
        }
        if (call != null && permit.gate.shared().calls().giveBack(call)) {
            script.giveBack(permit.model(), call.day, call.id);
        }
    }

    /** Reports a 429. */
    void refused(Permit permit, Failure failure, Duration fallback) {
        RecentCalls.SharedCall call = permit.shared;
        if (call == null || !permit.gate.shared().calls().giveBack(call)) {
            return;
        }
        RateLimitSignal signal = new RateLimitSignal(failure);
        Instant now = time.now();
        // In the time of Redis: our minute before midnight may be its minute after midnight.
        Instant sentAt = now.minusNanos(nanos.getAsLong() - call.at);
        Duration stop =
                failure.kind() == FailureKind.RATE_LIMIT_PER_DAY
                        ? Duration.between(now, RateLimitSignal.endOfDay(sentAt, now))
                        : Duration.ZERO;
        Map<LimitKind, Long> named = signal.limits();
        script.refused(
                permit.model(),
                call.day,
                call.id,
                new long[] {
                    named.getOrDefault(LimitKind.REQUESTS_PER_MINUTE, 0L),
                    named.getOrDefault(LimitKind.INPUT_TOKENS_PER_MINUTE, 0L),
                    named.getOrDefault(LimitKind.REQUESTS_PER_DAY, 0L)
                },
                signal.pause(QuotaScript.UNTIL_FIRST_LEAVES, fallback),
                fallback,
                new QuotaScript.Stop(stop, failure.kind().id(), failure.message()));
    }
}
