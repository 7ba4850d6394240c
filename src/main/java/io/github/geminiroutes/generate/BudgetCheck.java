package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.policy.CallDeferredException;
import io.github.geminiroutes.prompt.Tier;
import io.github.geminiroutes.usage.BudgetReply;
import io.github.geminiroutes.usage.BudgetReservation;
import io.github.geminiroutes.usage.DailyBudget;
import io.github.geminiroutes.usage.Prices;
import io.github.geminiroutes.usage.SharedBudget;
import io.github.geminiroutes.usage.TaskBudget;
import io.github.geminiroutes.usage.TaskBudgets;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.ToLongFunction;
import org.apache.camel.CamelContext;

/** Reserves a call's cost in the budgets of its day and its task before the call is made. */
final class BudgetCheck {

    /** A call without room, until the first price is known or the sum kept, looks this often. */
    private static final Duration UNTIL_ROOM = Duration.ofMillis(250);

    private final DailyBudget budget;
    private final TaskBudgets tasks;
    private final Prices prices;
    private final ToLongFunction<Call> estimateTokens;

    BudgetCheck(
            DailyBudget budget,
            TaskBudgets tasks,
            Prices prices,
            ToLongFunction<Call> estimateTokens) {
        this.budget = budget;
        this.tasks = tasks;
        this.prices = prices;
        this.estimateTokens = estimateTokens;
    }

    /** The usage log; null in a host application, whose logging decides where they go. */
    static Path usageLog(CamelContext context) {
        return context == null
                ? null
                : context.getPropertiesComponent()
                        .resolveProperty("gemini.log-dir")
                        .map(directory -> Path.of(directory, "usage.jsonl"))
                        .orElse(null);
    }

    /**
     * Refuses a call that would find no room, before anything is done for it. Nothing is reserved.
     *
     * @param comesBack whether the caller has the prompt again later
     * @throws GeminiException if the day's budget is used up
     * @throws CallDeferredException if that of the task is, and the prompt comes back
     */
    void look(Call call, boolean comesBack) {
        TaskBudget own = tasks.of(call.task());
        if (own != null && own.isUsedUp()) {
            throw ofTask(own, call, comesBack);
        }
        if (budget.limit() != null && budget.isUsedUp()) {
            throw new GeminiException(usedUp());
        }
    }

    /**
     * Makes room for a call in the budgets. An attempt that has its room keeps it while it waits,
     * unless the budget is used up meanwhile.
     *
     * @param comesBack whether the caller has the prompt again later
     * @return how long to wait before the next question; zero: there is room
     * @throws GeminiException if there is no room
     * @throws CallDeferredException if there is none in that of the task, and the prompt comes back
     */
    Duration reserve(Call call, boolean comesBack) {
        TaskBudget own = tasks.of(call.task());
        Duration wait = own == null ? Duration.ZERO : reserve(own, call, comesBack);
        return wait.isZero() ? reserveDay(call) : wait;
    }

    private Duration reserve(TaskBudget own, Call call, boolean comesBack) {
        if (call.attempt().taskRoom() == null) {
            Usage[] usages = usages(call);
            TaskBudget.Room room = own.reserve(cost(call, usages[0]), cost(call, usages[1]));
            if (room.isLater() && !comesBack) {
                return UNTIL_ROOM;
            }
            call.attempt().setTaskRoom(room.end());
        } else if (own.isUsedUp()) {
            release(call);
        }
        if (call.attempt().taskRoom() == null) {
            throw ofTask(own, call, comesBack);
        }
        return Duration.ZERO;
    }

    private static RuntimeException ofTask(TaskBudget own, Call call, boolean comesBack) {
        return comesBack
                ? CallDeferredException.ofBudget(call.task())
                : new GeminiException(
                        Failure.of(
                                FailureKind.BUDGET_USED_UP,
                                "Today's budget of %s USD of the task %s has no room for another call"
                                        .formatted(own.limit(), call.task())));
    }

    private Duration reserveDay(Call call) {
        if (budget.limit() == null) {
            return Duration.ZERO;
        }
        if (call.attempt().reservation() != null) {
            if (!budget.isUsedUp()) {
                return budget.trouble() == null ? Duration.ZERO : UNTIL_ROOM;
            }
            release(call);
            throw new GeminiException(usedUp());
        }
        BudgetReply reply = room(call);
        if (reply.reservation() == null && !reply.isLater()) {
            throw new GeminiException(usedUp());
        }
        call.attempt().setReservation(reply.reservation());
        return reply.isLater() ? UNTIL_ROOM : Duration.ZERO;
    }

    /** Gives a call's room back, if it has any. */
    void release(Call call) {
        if (call.attempt().taskRoom() != null) {
            call.attempt().taskRoom().run();
            call.attempt().setTaskRoom(null);
        }
        if (call.attempt().reservation() != null) {
            call.attempt().reservation().end();
            call.attempt().setReservation(null);
        }
    }

    private BudgetReply room(Call call) {
        Usage[] usages = usages(call);
        return budget.reserve(cost(call, usages[0]), cost(call, usages[1]));
    }

    /** The least and the most that it may use. */
    private Usage[] usages(Call call) {
        long tokens = estimateTokens.applyAsLong(call);
        long output = MostOutput.tokens(call.prompt().request());
        return new Usage[] {
            new Usage(tokens, 0, 0, 0, 0, tokens),
            new Usage(tokens, 0, output, 0, 0, tokens + output)
        };
    }

    /**
     * Makes room for a line of a batch job in the budget of its task.
     *
     * @param task null if it is of none
     * @return gives the room back; null if there is none
     */
    Runnable reserveOfTask(String task, String model, Usage least, Usage most) {
        TaskBudget own = tasks.of(task);
        return own == null
                ? BatchCalls.NOTHING
                : own.reserve(cost(model, Tier.BATCH, least), cost(model, Tier.BATCH, most)).end();
    }

    /**
     * Makes room for a batch job. The first call of a day is always made, but a job is many calls:
     * it must fit into what is left, as far as its cost can be told.
     *
     * @param id the job's: a restart does not set its cost aside again
     * @param requests how many it has
     * @param least what they have
     * @param most what the answers may have besides
     * @return gives the room back; null if there is none
     */
    Runnable reserveJob(String id, String model, long requests, Usage least, Usage most) {
        if (budget.limit() == null) {
            return () -> {};
        }
        boolean isBounded = most.outputTokens() < requests * MostOutput.OF_A_MODEL;
        BigDecimal floor = cost(model, Tier.BATCH, least);
        BigDecimal ceiling = cost(model, Tier.BATCH, most);
        SharedBudget.Sum spent = budget.ofAllToday();
        BigDecimal expected = floor;
        if (floor != null && ceiling != null) {
            BigDecimal alike = spent.average().multiply(BigDecimal.valueOf(requests));
            expected = floor.max(spent.calls() > 0 ? alike.min(ceiling) : floor);
            expected = spent.calls() == 0 && isBounded ? floor.max(ceiling) : expected;
        }
        BigDecimal left = budget.limit().subtract(spent.all());
        if (expected != null && expected.compareTo(left) > 0) {
            return null;
        }
        BudgetReservation reservation =
                budget.reserve(expected, ceiling, "job:" + id).reservation();
        return reservation == null ? null : reservation::end;
    }

    private BigDecimal cost(Call call, Usage usage) {
        return cost(call.model(), call.prompt().lane().tier(), usage);
    }

    private BigDecimal cost(String model, Tier tier, Usage usage) {
        BigDecimal cost = prices.cost(model, tier == null ? null : tier.id(), budget.day(), usage);
        return cost == null ? prices.most(budget.day(), usage) : cost;
    }

    private Failure usedUp() {
        SharedBudget.Sum sum = budget.ofAllToday();
        return Failure.of(
                FailureKind.BUDGET_USED_UP,
                "Today's budget of %s USD has no room for another call: %s USD are spent%s, the rest is set aside for calls under way"
                        .formatted(budget.limit().toPlainString(), text(sum.usd()), assumed(sum)));
    }

    private static String assumed(SharedBudget.Sum sum) {
        BigDecimal assumed = sum.assumed();
        return assumed.signum() == 0
                ? ""
                : ", calls without a price may have cost up to " + text(assumed) + " USD";
    }

    private static String text(BigDecimal usd) {
        return usd.setScale(4, RoundingMode.HALF_UP).toPlainString();
    }
}
