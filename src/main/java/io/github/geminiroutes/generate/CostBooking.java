package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.prompt.Tier;
import io.github.geminiroutes.usage.BookingOrder;
import io.github.geminiroutes.usage.CallRecord;
import io.github.geminiroutes.usage.DailyBudget;
import io.github.geminiroutes.usage.Prices;
import io.github.geminiroutes.usage.TaskBudgets;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Books what a call has cost in the budgets of its day and its task. Where the server does not say
 * it, a cost is assumed: a server that names no tokens must not turn the budgets off.
 */
final class CostBooking {

    private final DailyBudget budget;
    private final TaskBudgets tasks;
    private final Prices prices;
    private final ToLongFunction<Call> estimateTokens;
    private final BookingOrder order;

    CostBooking(
            DailyBudget budget,
            TaskBudgets tasks,
            Prices prices,
            ToLongFunction<Call> estimateTokens,
            Clock clock) {
        this.budget = budget;
        this.tasks = tasks;
        this.prices = prices;
        this.estimateTokens = estimateTokens;
        this.order = new BookingOrder(clock);
    }

    /** The day in Los Angeles. */
    LocalDate day() {
        return budget.day();
    }

    /**
     * Books a call that was made, after its line.
     *
     * @param made the call, with any time
     * @param response what the server sent; null if nothing that can be read
     * @param log writes the line of a call; returns whether it is written
     * @return the call as it was booked
     */
    CallRecord book(CallRecord made, Call call, Response response, Predicate<CallRecord> log) {
        BigDecimal known = made.cost() == null ? BigDecimal.ZERO : made.cost();
        boolean hasLimit = budget.limit() != null;
        // Before the line: a budget that is read now adds what the log has of it.
        boolean isOfTask = tasks.of(made.task()) != null;
        BigDecimal assumed = hasLimit || isOfTask ? assumed(made, call, response) : BigDecimal.ZERO;
        return order.book(
                made,
                entry -> {
                    boolean isLogged = log.test(entry);
                    budget.add(known, hasLimit ? assumed : BigDecimal.ZERO, entry.time());
                    tasks.add(entry.task(), known, assumed, entry.time());
                    if (!isLogged) {
                        // After a kill the log would not tell what was booked since the sums
                        // were kept.
                        budget.keep();
                        tasks.keep();
                    }
                });
    }

    private BigDecimal assumed(CallRecord entry, Call call, Response response) {
        BigDecimal assumed = BigDecimal.ZERO;
        if (entry.cost() == null && entry.usage() != null) {
            assumed = orZero(prices.most(budget.day(), entry.usage()));
        }
        if (isUnsaid(entry.usage(), response, entry.failure())) {
            BigDecimal known = entry.cost() == null ? BigDecimal.ZERO : entry.cost();
            BigDecimal likely = budget.ofAllToday().average().max(orZero(cost(call)));
            assumed = assumed.max(likely.subtract(known));
        }
        return assumed;
    }

    /**
     * Whether a call that is billed does not say what it used. Each prompt has tokens: an answer
     * that counts none of them says nothing.
     *
     * @param usage null if none is named
     * @param response null if there is none
     * @param failure null if the call was answered
     */
    static boolean isUnsaid(Usage usage, Response response, Failure failure) {
        boolean isCounted = usage != null && usage.inputTokens() > 0;
        boolean isRefused = failure != null && failure.httpCode() >= 300;
        boolean isLeft = failure != null && failure.kind() == FailureKind.CANCELLED;
        // The server bills what its caller has left all the same.
        return !isCounted && !isRefused && (isLeft || response != null && response.isGeminis());
    }

    /** By the size of what was sent and what has come; null without a price. */
    private BigDecimal cost(Call call) {
        long input = Math.max(estimateTokens.applyAsLong(call), call.attempt().volume().input());
        long most = MostOutput.tokens(call.prompt().request());
        long output = Math.min(call.attempt().volume().outputTokens(), most);
        Usage usage = new Usage(input, 0, output, 0, 0, input + output);
        Tier tier = call.prompt().lane().tier();
        String id = tier == null ? null : tier.id();
        BigDecimal cost = prices.cost(call.model(), id, budget.day(), usage);
        return cost == null ? prices.most(budget.day(), usage) : cost;
    }

    private static BigDecimal orZero(BigDecimal usd) {
        return usd == null ? BigDecimal.ZERO : usd;
    }
}
