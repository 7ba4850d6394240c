package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.quota.redis.QuotaScript;
import io.github.geminiroutes.quota.redis.RedisKeys;
import io.github.geminiroutes.quota.redis.RedisLink;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.usage.SharedBudget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The quota in Redis, which holds the log of the last minute, the learned limits, pauses and stops;
 * one atomic script decides. Only the clock of Redis counts; those of the instances may differ.
 */
final class RedisQuota implements SharedQuota {

    /** The wait after a question that got no answer, in nanoseconds. */
    private static final long ASK_AGAIN = 100_000_000;

    /** The longest wait of an instance that decides alone: Redis may be back earlier. */
    private static final Duration LONGEST_WAIT_ALONE = Duration.ofSeconds(3);

    private final LongSupplier nanos;
    private final QuotaScript script;
    private final RedisTime time;
    private final CallReports reports;
    private final Clock clock;
    private final RedisLink link;

    /**
     * @param redis the connection to the quota
     * @param owner the owner of the quota, a secret: only a hash of it leaves the process
     * @param margin by how much longer than 60 s a call counts
     * @param models the gates of this process, a live view
     * @param nanos a clock for waits, such as {@link System#nanoTime()}
     */
    RedisQuota(
            RedisLink redis,
            Supplier<String> owner,
            Duration margin,
            Collection<ModelGate> models,
            Clock clock,
            LongSupplier nanos) {
        this.link = redis;
        this.clock = clock;
        this.nanos = nanos;
        this.time = new RedisTime(clock);
        RedisBackfill backfill = new RedisBackfill(models, time, nanos);
        this.script =
                new QuotaScript(redis, new RedisKeys(owner, () -> backfill.send(script())), margin);
        this.reports = new CallReports(script, time, nanos);
        redis.start(() -> backfill.send(script));
    }

    private QuotaScript script() {
        return script;
    }

    @Override
    public Decision admit(Permit permit) {
        ModelGate gate = permit.gate;
        link.retryIfDue();
        if (!link.isUp()) {
            gate.shared().usage().handOver(gate, nanos.getAsLong());
            return null;
        }
        QueuePlace place = gate.place(permit);
        AskSchedule schedule = gate.shared().schedule();
        long wait = schedule.tryTurn(permit, place, nanos.getAsLong());
        if (wait > 0) {
            return delayed(permit, wait);
        }
        PacificDay day = time.today();
        RedisAnswer answer = null;
        try {
            answer = understood(ask(permit, place, day));
        } finally {
            permit.isUnanswered = answer == null;
            if (answer == null) {
                schedule.unanswered(nanos.getAsLong() + ASK_AGAIN);
            }
        }
        if (answer != null) {
            return decision(permit, place, day, answer);
        }
        if (link.isUp()) {
            // One answer is late: the call asks the same question again.
            return delayed(permit, ASK_AGAIN);
        }
        gate.shared().usage().handOver(gate, nanos.getAsLong());
        return null;
    }

    /** The answer; null if there is none, or none of the script: then Redis is out of reach. */
    private RedisAnswer understood(List<Object> values) {
        RedisAnswer answer = values == null ? null : RedisAnswer.of(values);
        if (values != null && answer == null) {
            link.reject();
        }
        return answer;
    }

    private List<Object> ask(Permit permit, QueuePlace place, PacificDay day) {
        return script.admit(
                permit.model(),
                day,
                id(permit),
                place.tokens(),
                new long[] {
                    set(permit, LimitKind.REQUESTS_PER_MINUTE),
                    set(permit, LimitKind.INPUT_TOKENS_PER_MINUTE),
                    set(permit, LimitKind.REQUESTS_PER_DAY)
                },
                place.length(),
                new long[] {place.rank(), place.nextRank()});
    }

    /** The limit in the settings; 0 if there is none. */
    private static long set(Permit permit, LimitKind kind) {
        long set = permit.gate.set(kind);
        return set == Limits.NONE ? 0 : set;
    }

    /** The same id for each question: if an answer is lost, the call still counts once. */
    private String id(Permit permit) {
        if (permit.sharedId == null) {
            permit.sharedId = script.nextId();
        }
        return permit.sharedId;
    }

    private Decision decision(Permit permit, QueuePlace place, PacificDay day, RedisAnswer answer) {
        ModelGate gate = permit.gate;
        AskSchedule schedule = gate.shared().schedule();
        long now = nanos.getAsLong();
        takeOver(gate, answer);
        if (answer.isPermitted() || answer.isDelayed()) {
            answer.update(schedule, now);
        } else {
            schedule.unanswered(now);
        }
        if (answer.isPermitted()) {
            schedule.permitted(place.nextRank());
            gate.permitted(permit);
            record(permit, day, place.tokens());
            return Decision.Permitted.NOW;
        }
        if (answer.isDelayed()) {
            return delayed(permit, schedule.waitOfFirst(now));
        }
        gate.rejected(permit);
        return answer.isStopped()
                ? new Decision.Rejected(
                        clock.instant().plus(MonotonicClock.duration(answer.stoppedFor())),
                        Failure.of(answer.reason(), answer.message()))
                : new Decision.Rejected(
                        time.local(time.today().end()),
                        RateLimitSignal.dayUsedUp(permit.model(), answer.requestsPerDay()));
    }

    private static Decision delayed(Permit permit, long nanos) {
        long millis = (nanos + 999_999) / 1_000_000;
        permit.gate.delayed(permit, millis * 1_000);
        return new Decision.Delayed(Duration.ofMillis(millis));
    }

    /** Takes over what other instances learned, and the difference between the clocks. */
    private void takeOver(ModelGate gate, RedisAnswer answer) {
        time.update(answer.time());
        gate.shared().usage().update(answer.usedRequests(), answer.usedTokens(), nanos.getAsLong());
        answer.learned(time).forEach(gate::learn);
    }

    private void record(Permit permit, PacificDay day, long tokens) {
        permit.shared = new RecentCalls.SharedCall(id(permit), day, nanos.getAsLong(), tokens);
        permit.gate.shared().calls().add(permit.shared);
    }

    @Override
    public Decision decidedAlone(Permit permit, Decision decision) {
        if (decision instanceof Decision.Permitted) {
            record(permit, time.today(), permit.reserved);
        } else if (decision instanceof Decision.Delayed wait
                && wait.delay().compareTo(LONGEST_WAIT_ALONE) > 0) {
            return new Decision.Delayed(LONGEST_WAIT_ALONE);
        }
        return decision;
    }

    @Override
    public void departed(Permit permit, Duration transit) {
        reports.departed(permit, transit);
    }

    @Override
    public void settle(Permit permit, long actualTokens) {
        reports.settle(permit, actualTokens);
    }

    @Override
    public void giveBack(Permit permit) {
        reports.giveBack(permit);
    }

    @Override
    public void refused(Permit permit, Failure failure, Duration fallback) {
        reports.refused(permit, failure, fallback);
    }

    @Override
    public void closeUntil(String model, Instant until, Failure reason) {
        Duration length = Duration.between(clock.instant(), until);
        script.stop(
                model,
                time.today(),
                new QuotaScript.Stop(length, reason.kind().id(), reason.message()));
    }

    @Override
    public void reopen(String model) {
        script.reopen(model, time.today());
    }

    @Override
    public SharedBudget budget(String task) {
        return new RedisBudget(script.money(), link, task);
    }

    @Override
    public void reconnect() {
        link.retryIfDue();
    }

    @Override
    public void close() {
        link.close();
    }
}
