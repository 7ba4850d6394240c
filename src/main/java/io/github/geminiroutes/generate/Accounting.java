package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.quota.QuotaMeters;
import io.github.geminiroutes.usage.BookedCalls;
import io.github.geminiroutes.usage.CallMeters;
import io.github.geminiroutes.usage.DailyBudget;
import io.github.geminiroutes.usage.MeterRegistrySource;
import io.github.geminiroutes.usage.Prices;
import io.github.geminiroutes.usage.TaskBudgets;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.CamelContext;

/** What calls cost, and may cost: the budgets of the day and of tasks, the log, the meters. */
record Accounting(
        DailyBudget budget,
        TaskBudgets tasks,
        BudgetCheck check,
        QuotaMeters quotaMeters,
        UsageRecorder usage) {

    /**
     * Recalls what was kept and registers the meters.
     *
     * @throws IllegalArgumentException if the table of prices cannot be used
     */
    static Accounting open(GeminiClient client) {
        CamelContext context = client.getCamelContext();
        Prices prices = client.prices();
        DailyBudget budget = new DailyBudget(client.budgetLimit, client.budgetFile, client.clock());
        budget.share(client.gate.sharedBudget(null), client.gate.instances());
        Path log = BudgetCheck.usageLog(context);
        Function<Usage, BigDecimal> most = usage -> prices.most(budget.day(), usage);
        budget.recall(log, most);
        TaskBudgets tasks = new TaskBudgets(client.budgetFile, log, most, client.clock());
        tasks.share(client.gate::sharedBudget, client.gate.instances());
        MeterRegistry registry = MeterRegistrySource.registry(context);
        Consumer<Meter> untilStop =
                gauge -> MeterRegistrySource.removeAtStop(context, registry, gauge);
        QuotaMeters quotaMeters = new QuotaMeters(registry, client.gate, untilStop);
        CallMeters callMeters = new CallMeters(registry, client.server);
        CallMeters.inFlight(registry, client::openCalls, untilStop);
        return new Accounting(
                budget,
                tasks,
                new BudgetCheck(budget, tasks, prices, client.requests::estimateInputTokens),
                quotaMeters,
                new UsageRecorder(
                        prices,
                        new BookedCalls(log),
                        new CostBooking(
                                budget,
                                tasks,
                                prices,
                                client.requests::estimateInputTokens,
                                client.clock()),
                        callMeters,
                        quotaMeters,
                        CallObserver.of(context),
                        client.clock()));
    }

    /** Continues with what an instance that had the same files has written. */
    void recall() {
        budget.recall();
        tasks.recall();
    }

    /** Writes what a restart needs, if it is due, and shows limits that were learned. */
    void keepIfDue() {
        budget.look();
        budget.keepIfDue();
        usage.log().flush();
        tasks.keepIfDue();
        quotaMeters.look();
    }

    /** Writes what a restart needs. */
    void keep() {
        budget.keep();
        tasks.keep();
        usage.log().flush();
    }

    /** Why what calls cost cannot be written; null if it can. */
    String trouble() {
        if (usage.log().trouble() != null) {
            return "The usage log is not written: " + usage.log().trouble();
        }
        return budget.limit() != null && budget.trouble() != null
                ? budget.trouble()
                : tasks.trouble();
    }
}
