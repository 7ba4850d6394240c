package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.Tier;
import io.github.geminiroutes.usage.BudgetReply;
import io.github.geminiroutes.usage.BudgetReservation;
import io.github.geminiroutes.usage.DailyBudget;
import io.github.geminiroutes.usage.Prices;
import io.github.geminiroutes.usage.SharedBudget;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.ToLongFunction;
import org.apache.camel.CamelContext;

/** Reserves a call's cost in the day's budget before the call is made. */
final class BudgetCheck {

    /** What a model writes at most, unless its request says less. */
    private static final long MOST_OUTPUT = 65_536;

    private static final long MOST_CANDIDATES = 8;

    /** A call that has no room before the first price is known looks this often. */
    private static final Duration UNTIL_A_PRICE = Duration.ofMillis(250);

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
     * @return how long to wait before the next question; zero: there is room
     * @throws GeminiException if there is no room
     */
    Duration reserve(Call call) {
        if (budget.limit() == null) {
            return Duration.ZERO;
        }
        if (call.attempt().reservation() != null) {
            if (!budget.isUsedUp()) {
                return Duration.ZERO;
            }
            release(call);
            throw new GeminiException(usedUp());
        }
        BudgetReply reply = room(call);
        if (reply.reservation() == null && !reply.isLater()) {
            throw new GeminiException(usedUp());
        }
        call.attempt().setReservation(reply.reservation());
        return reply.isLater() ? UNTIL_A_PRICE : Duration.ZERO;
    }

    /** Gives a call's room back, if it has any. */
    void release(Call call) {
        if (call.attempt().reservation() != null) {
            call.attempt().reservation().end();
            call.attempt().setReservation(null);
        }
    }

    private BudgetReply room(Call call) {
        long tokens = estimateTokens.applyAsLong(call);
        long output = mostOutput(call.prompt().request());
        return budget.reserve(
                cost(call, new Usage(tokens, 0, 0, 0, 0, tokens)),
                cost(call, new Usage(tokens, 0, output, 0, 0, tokens + output)));
    }

    /**
     * Makes room for a batch job.
     *
     * @param least what its requests have
     * @param most what its answers may have besides
     * @return gives the room back; null if there is none
     */
    Runnable reserve(String model, Tier tier, Usage least, Usage most) {
        if (budget.limit() == null) {
            return () -> {};
        }
        BudgetReservation reservation =
                budget.reserve(cost(model, tier, least), cost(model, tier, most)).reservation();
        return reservation == null ? null : reservation::end;
    }

    private BigDecimal cost(Call call, Usage usage) {
        return cost(call.model(), call.prompt().lane().tier(), usage);
    }

    private BigDecimal cost(String model, Tier tier, Usage usage) {
        BigDecimal cost = prices.cost(model, tier == null ? null : tier.id(), budget.day(), usage);
        return cost == null ? prices.most(budget.day(), usage) : cost;
    }

    /** Of all candidates; thinking is part of it. */
    static long mostOutput(ObjectNode request) {
        JsonNode config = request.path("generationConfig");
        config = config.isMissingNode() ? request.path("generation_config") : config;
        long most = first(config, "maxOutputTokens", "max_output_tokens", MOST_OUTPUT);
        long candidates = first(config, "candidateCount", "candidate_count", 1);
        return Math.min(most, MOST_OUTPUT) * Math.min(candidates, MOST_CANDIDATES);
    }

    private static long first(JsonNode config, String name, String other, long otherwise) {
        long value = config.path(name).asLong(config.path(other).asLong(otherwise));
        return value > 0 ? value : otherwise;
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
