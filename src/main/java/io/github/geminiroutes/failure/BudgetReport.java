package io.github.geminiroutes.failure;

import io.github.geminiroutes.support.PacificDay;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The report that a person reads beside a prompt that was parked as the day's own budget is used
 * up. Gemini has refused nothing, so it speaks of no quota.
 */
public final class BudgetReport {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z '(America/Los_Angeles)'", Locale.US);

    private static final String TEXT =
            """
            💰 TODAY'S BUDGET IS USED UP
            ============================================================
            I've made no call: what Gemini may cost a day is spent
            (gemini.budget.usd-per-day). Gemini itself refused nothing.

            📊 Details:
              • Budget: %s
              • Model: %s
              • Goes On: %s

            🔧 Possible Solutions:
              1. Wait: the prompt goes back into the inbox at that time
              2. Raise gemini.budget.usd-per-day, start again and requeue
              3. Use a cheaper model, or shorter prompts and answers
            """;

    private BudgetReport() {}

    /** Whether the failure is the budget's; others have no such report. */
    public static boolean appliesTo(Failure failure) {
        return failure.kind() == FailureKind.BUDGET_USED_UP;
    }

    /**
     * @param failure one that {@link #appliesTo} holds for
     * @param model the model that was to be asked
     * @param at when it happened, decides which midnight is waited for
     * @return the report, lines ended by \n
     */
    public static String of(Failure failure, String model, Instant at) {
        return TEXT.formatted(
                failure.message(),
                ServerText.oneLine(model),
                TIME.format(PacificDay.at(at).midnight()));
    }
}
