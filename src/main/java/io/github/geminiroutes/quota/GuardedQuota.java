package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.usage.SharedBudget;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A shared quota whose faults reach no call: whatever it throws counts as out of reach, and this
 * instance decides alone. A fault is told once, until an answer is understood again. Thread-safe.
 */
final class GuardedQuota implements SharedQuota {

    private final SharedQuota quota;
    private final Consumer<String> notices;
    private final AtomicBoolean isReported = new AtomicBoolean();

    GuardedQuota(SharedQuota quota, Consumer<String> notices) {
        this.quota = quota;
        this.notices = notices;
    }

    @Override
    public Decision admit(Permit permit) {
        try {
            Decision decision = quota.admit(permit);
            isReported.set(false);
            return decision;
        } catch (RuntimeException e) {
            report(e);
            return null;
        }
    }

    @Override
    public Decision decidedAlone(Permit permit, Decision decision) {
        return guarded(() -> quota.decidedAlone(permit, decision), decision);
    }

    @Override
    public void departed(Permit permit, Duration transit) {
        guard(() -> quota.departed(permit, transit));
    }

    @Override
    public void settle(Permit permit, long actualTokens) {
        guard(() -> quota.settle(permit, actualTokens));
    }

    @Override
    public void giveBack(Permit permit) {
        guard(() -> quota.giveBack(permit));
    }

    @Override
    public void refused(Permit permit, Failure failure, Duration fallback) {
        guard(() -> quota.refused(permit, failure, fallback));
    }

    @Override
    public void closeUntil(String model, Instant until, Failure reason) {
        guard(() -> quota.closeUntil(model, until, reason));
    }

    @Override
    public void reopen(String model) {
        guard(() -> quota.reopen(model));
    }

    @Override
    public SharedBudget budget(String task) {
        SharedBudget budget = quota.budget(task);
        return new SharedBudget() {
            @Override
            public Answer reserve(
                    PacificDay day, String id, Cost cost, BigDecimal limit, Sum own, Sum earlier) {
                return guarded(
                        () -> budget.reserve(day, id, cost, limit, own, earlier), (Answer) null);
            }

            @Override
            public Answer look(PacificDay day, Sum own, Sum earlier) {
                return guarded(() -> budget.look(day, own, earlier), (Answer) null);
            }

            @Override
            public void end(PacificDay day, String id, Sum own) {
                guard(() -> budget.end(day, id, own));
            }

            @Override
            public void join(PacificDay day, String id, String other) {
                guard(() -> budget.join(day, id, other));
            }

            @Override
            public void renew(PacificDay day, String id, Cost cost, long calls) {
                guard(() -> budget.renew(day, id, cost, calls));
            }

            @Override
            public String nextId() {
                return budget.nextId();
            }
        };
    }

    @Override
    public void reconnect() {
        guard(quota::reconnect);
    }

    @Override
    public void close() {
        guard(quota::close);
    }

    private void guard(Runnable step) {
        guarded(
                () -> {
                    step.run();
                    return null;
                },
                null);
    }

    private <T> T guarded(Supplier<T> step, T otherwise) {
        try {
            return step.get();
        } catch (RuntimeException e) {
            report(e);
            return otherwise;
        }
    }

    private void report(RuntimeException fault) {
        // A stop interrupts what waits for an answer: that says nothing of the shared quota.
        boolean isStop = Thread.currentThread().isInterrupted();
        if (!isStop && isReported.compareAndSet(false, true)) {
            notices.accept(
                    "The shared quota is out of reach, this instance decides alone: " + fault);
        }
    }
}
