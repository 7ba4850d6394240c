package io.github.geminiroutes.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.prompt.DotPrompt;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.support.Usd;
import java.math.BigDecimal;

/** The {@code budget} in the head of a {@code task.prompt}. */
final class HeadBudget {

    private static final String KEY = "budget";

    private HeadBudget() {}

    /**
     * USD a day; null if the head says nothing.
     *
     * @throws InvalidPromptException if it is no amount
     */
    static BigDecimal of(DotPrompt template) {
        JsonNode budget = template.value(KEY);
        if (budget == null) {
            return null;
        }
        if (!budget.isNumber()) {
            throw template.wrongType("a number of USD", KEY);
        }
        if (!Double.isFinite(budget.doubleValue()) || !Usd.isAmount(budget.decimalValue())) {
            throw new InvalidPromptException(
                    "'budget' must be a number of USD from 0 up to 1000000000, with at most 12 digits behind the point: correct or remove it",
                    template.line(KEY));
        }
        return budget.decimalValue();
    }
}
