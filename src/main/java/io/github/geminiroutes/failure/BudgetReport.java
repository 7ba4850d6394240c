package io.github.geminiroutes.failure;

import io.github.geminiroutes.support.PacificDay;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The report beside a prompt that was parked because the daily budget is used up. Gemini has
 * refused nothing, so the report names no quota.
 */
public final class BudgetReport {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z '(America/Los_Angeles)'", Locale.US);

    private static final String TEXT =
            """
            💰 TODAY'S BUDGET IS USED UP
            ============================================================
            I've made no call: the daily budget for Gemini is used up
            (gemini.budget.usd-per-day). Gemini itself refused nothing.

            📊 Details:
              • Budget: %s
              • Model: %s
              • Resumes: %s

            🔧 Possible Solutions:
              1. Wait: the prompt goes back into the inbox at that time
              2. Raise gemini.budget.usd-per-day, restart, and requeue the prompt
              3. Use a cheaper model, or shorter prompts and answers
            """;

    private BudgetReport() {}

    /** Whether this report exists for the failure. */
    public static boolean appliesTo(Failure failure) {
        return failure.kind() == FailureKind.BUDGET_USED_UP;
    }

    /**
     * @param failure one that {@link #appliesTo} holds for
     * @param model the model requested
     * @param at when it happened, decides which midnight the prompt waits for
     * @return the report, lines ended by \n
     */
    public static String of(Failure failure, String model, Instant at) {
        return TEXT.formatted(
                failure.message(),
                ServerText.oneLine(model),
                TIME.format(PacificDay.at(at).midnight()));
    }
}
