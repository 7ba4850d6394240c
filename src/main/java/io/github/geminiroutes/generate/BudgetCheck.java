package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.usage.BudgetReservation;
import io.github.geminiroutes.usage.DailyBudget;
import io.github.geminiroutes.usage.Prices;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.function.ToLongFunction;
import org.apache.camel.CamelContext;

/** Reserves a call's cost in the day's budget before the call is made. */
final class BudgetCheck {

    private final DailyBudget budget;
    private final Prices prices;
    private final ToLongFunction<Call> estimateTokens;

    BudgetCheck(DailyBudget budget, Prices prices, ToLongFunction<Call> estimateTokens) {
        this.budget = budget;
        this.prices = prices;
        this.estimateTokens = estimateTokens;
    }

    /** The books; null in a host application, whose logging decides where they go. */
    static Path books(CamelContext context) {
        return context == null
                ? null
                : context.getPropertiesComponent()
                        .resolveProperty("gemini.log-dir")
                        .map(directory -> Path.of(directory, "usage.jsonl"))
                        .orElse(null);
    }

    /**
     * Makes room for a call in the day's budget. An attempt that has its room keeps it while it
     * waits, unless the budget is used up meanwhile.
     *
     * @throws GeminiException if there is no room
     */
    void reserve(Call call) {
        if (budget.limit() == null) {
            return;
        }
        if (call.attempt().reservation() == null) {
            call.attempt().setReservation(reservation(call));
        } else if (budget.isUsedUp()) {
            release(call);
        }
        if (call.attempt().reservation() == null) {
            throw new GeminiException(usedUp());
        }
    }

    /** Gives a call's room back, if it has any. */
    void release(Call call) {
        if (call.attempt().reservation() != null) {
            call.attempt().reservation().end();
            call.attempt().setReservation(null);
        }
    }

    private BudgetReservation reservation(Call call) {
        long tokens = estimateTokens.applyAsLong(call);
        Usage least = new Usage(tokens, 0, 0, 0, 0, tokens);
        BigDecimal cost = prices.cost(call.model(), null, budget.day(), least);
        return budget.reserve(cost == null ? prices.most(budget.day(), least) : cost);
    }

    private Failure usedUp() {
        return Failure.of(
                FailureKind.BUDGET_USED_UP,
                "Today's budget of %s USD has no room for another call: %s USD are spent%s, the rest is set aside for calls under way"
                        .formatted(
                                budget.limit().toPlainString(), text(budget.today()), assumed()));
    }

    private String assumed() {
        BigDecimal assumed = budget.assumedToday();
        return assumed.signum() == 0
                ? ""
                : ", calls without a price may have cost up to " + text(assumed) + " USD";
    }

    private static String text(BigDecimal usd) {
        return usd.setScale(4, RoundingMode.HALF_UP).toPlainString();
    }
}
