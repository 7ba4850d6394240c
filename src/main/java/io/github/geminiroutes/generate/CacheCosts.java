package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.prompt.SharedPrefix;
import io.github.geminiroutes.usage.DailyBudget;
import io.github.geminiroutes.usage.Prices;
import io.github.geminiroutes.usage.TaskBudgets;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;

/** What caches at Google cost: whether one pays, and what is added to the budgets. */
final class CacheCosts {

    /** How much longer a cache is kept for each use: a cautious guess. */
    private static final long SECONDS_OF_USE = 5;

    private final Prices prices;
    private final DailyBudget budget;
    private final TaskBudgets tasks;

    CacheCosts(Prices prices, DailyBudget budget, TaskBudgets tasks) {
        this.prices = prices;
        this.budget = budget;
        this.tasks = tasks;
    }

    /** Counts the tokens of a beginning. */
    @FunctionalInterface
    interface Counter {

        long count() throws IOException;
    }

    /**
     * Whether a cache costs less than the beginning with each request, or is wanted in any case.
     *
     * @param life how long it lives at least
     * @param counter is asked once for a beginning, if all else speaks for a cache
     * @throws IOException that the counter threw
     */
    boolean isLess(ContextCache start, SharedPrefix shared, Duration life, Counter counter)
            throws IOException {
        if (shared.isForced()) {
            return !areTooHigh();
        }
        long uses = Math.max(shared.waiting().getAsLong(), start.waiting());
        if (uses < 2 || areTooHigh() || !isWorthIt(start, uses, life)) {
            return false;
        }
        if (start.tokens() < 0) {
            start.setTokens(counter.count());
        }
        return start.tokens() >= leastTokens(start.model());
    }

    private boolean isWorthIt(ContextCache start, long uses, Duration life) {
        return prices.isCacheWorthIt(
                start.model(),
                budget.day(),
                uses,
                life.plusSeconds(SECONDS_OF_USE * uses),
                start.hitShare());
    }

    /** Whether the day's budget is used up. */
    private boolean areTooHigh() {
        return budget.limit() != null && budget.isUsedUp();
    }

    /** As Google's page has it for its own caches; for explicit ones it names no number. */
    private static long leastTokens(String model) {
        return model.startsWith("gemini-2.") ? 2_048 : 4_096;
    }

    /** Making one costs its tokens once. */
    void payMade(String task, String model, long tokens) {
        pay(task, prices.cost(model, null, budget.day(), new Usage(tokens, 0, 0, 0, 0, tokens)));
    }

    /** Keeping one costs its tokens by the hour. */
    void payStorage(String task, String model, long tokens, Duration kept) {
        pay(task, prices.storage(model, budget.day(), tokens, kept));
    }

    private void pay(String task, BigDecimal cost) {
        if (cost != null) {
            budget.add(cost);
            tasks.add(task, cost, BigDecimal.ZERO);
        }
    }
}
