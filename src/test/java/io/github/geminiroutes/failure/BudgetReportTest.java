package io.github.geminiroutes.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BudgetReportTest {

    private static final Instant AT = Instant.parse("2026-11-16T20:15:30Z");

    @Test
    void namesTheCostAndTheTimeOfTheResumption() {
        Failure failure =
                Failure.of(
                        FailureKind.BUDGET_USED_UP,
                        "Today's budget of 5 USD is used up: 4.9812 USD spent");

        assertThat(BudgetReport.appliesTo(failure)).isTrue();
        assertThat(BudgetReport.of(failure, "gemini-asked", AT))
                .contains("  • Budget: Today's budget of 5 USD is used up: 4.9812 USD spent\n")
                .contains("  • Model: gemini-asked\n")
                .contains("  • Resumes: 2026-11-17 00:00 PST (America/Los_Angeles)\n")
                .contains("gemini.budget.usd-per-day");
    }

    @Test
    void isForTheBudgetOnly() {
        assertThat(BudgetReport.appliesTo(Failure.of(FailureKind.RATE_LIMIT_PER_DAY, "")))
                .isFalse();
    }
}
