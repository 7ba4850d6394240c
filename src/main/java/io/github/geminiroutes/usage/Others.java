package io.github.geminiroutes.usage;

import io.github.geminiroutes.support.ForwardClock;
import io.github.geminiroutes.usage.SharedBudget.Answer;
import io.github.geminiroutes.usage.SharedBudget.Cost;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The instances that share a budget, and when they were asked last. Thread-safe. */
final class Others {

    static final Others NONE = new Others(SharedBudget.NONE, 1, Clock.systemUTC());

    /** What an instance without calls has of the others is not older. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final SharedBudget budget;
    private final int instances;
    private final Clock clock;
    private Instant nextLook = Instant.MIN;

    private Others(SharedBudget budget, int instances, Clock clock) {
        this.budget = budget;
        this.instances = instances;
        this.clock = new ForwardClock(clock);
    }

    /**
     * @param among how many there are, this one included
     */
    static Others of(SharedBudget budget, int among, Clock clock) {
        return budget == SharedBudget.NONE ? NONE : new Others(budget, Math.max(1, among), clock);
    }

    SharedBudget budget() {
        return budget;
    }

    /** How many there are, this one included. */
    int instances() {
        return instances;
    }

    Answer reserve(SumsOfDay.Asked asked, String id, Cost cost, BigDecimal limit) {
        begin();
        return budget.reserve(asked.day(), id, cost, limit, asked.own(), asked.earlier());
    }

    /** Asks what all have spent, unless that was asked lately. */
    void look(DailyBudget own) {
        if (own.limit() == null || !isLookDue()) {
            return;
        }
        begin();
        SumsOfDay.Asked asked = own.asked();
        Answer answer = budget.look(asked.day(), asked.own(), asked.earlier());
        if (answer != null) {
            own.learn(answer, asked);
        }
    }

    private synchronized boolean isLookDue() {
        return instances > 1 && !clock.instant().isBefore(nextLook);
    }

    private synchronized void begin() {
        nextLook = clock.instant().plus(BETWEEN_LOOKS);
    }
}
