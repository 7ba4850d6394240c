package io.github.geminiroutes.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.prompt.DotPrompt;
import io.github.geminiroutes.support.Usd;
import java.math.BigDecimal;

/** The {@code budget} in the head of a {@code task.prompt}. */
final class HeadBudget {

    private static final String KEY = "budget";

    private HeadBudget() {}

    /**
     * USD a day; null if the head says nothing.
     *
     * @throws io.github.geminiroutes.prompt.InvalidPromptException if it is no amount
     */
    static BigDecimal of(DotPrompt template) {
        JsonNode budget = template.value(KEY);
        if (budget == null) {
            return null;
        }
        boolean isNumber = budget.isNumber() && Double.isFinite(budget.doubleValue());
        if (!isNumber || !Usd.isAmount(budget.decimalValue())) {
            throw template.wrongType("a number of USD, 0 to 1000000000", KEY);
        }
        return budget.decimalValue();
    }
}
