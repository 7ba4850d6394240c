package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.usage.DailyBudget;
import io.github.geminiroutes.usage.Prices;
import java.math.BigDecimal;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** Batch jobs in the day's budget. Their input costs one USD a million tokens, their output two. */
class JobBudgetTest {

    private static final String PRICES =
            """
            {"tiers": {"batch": 0.5},
             "models": {"m": [{"from": "2026-01-01", "input": 2, "output": 4}]}}
            """;

    private final DailyBudget budget =
            new DailyBudget(new BigDecimal("1"), null, Clock.systemUTC());

    private Runnable room(String prices, long requests, long input, long output)
            throws JsonProcessingException {
        Prices table = Prices.of(GeminiJson.MAPPER.readTree(prices));
        return new BudgetCheck(budget, null, table, call -> 0)
                .reserveJob(
                        "job",
                        "m",
                        requests,
                        new Usage(input, 0, 0, 0, 0, input),
                        new Usage(input, 0, output, 0, 0, input + output));
    }

    @Test
    void theFirstJobOfADayWaitsIfItDoesNotFit() throws JsonProcessingException {
        assertThat(room(PRICES, 5_000, 1_100_000, 1_000)).as("its input alone").isNull();
        assertThat(room(PRICES, 5_000, 1_000, 600_000)).as("its answers").isNull();
        assertThat(room(PRICES, 5_000, 1_000, 400_000)).isNotNull();
        assertThat(room(PRICES, 5_000, 1_000, 400_000)).as("another one").isNull();
    }

    @Test
    void whereNoPromptLimitsItsAnswerOnlyTheInputMustFit() throws JsonProcessingException {
        assertThat(room(PRICES, 5_000, 1_100_000, 5_000L * 65_536)).isNull();
        assertThat(room(PRICES, 5_000, 900_000, 5_000L * 65_536)).isNotNull();
    }

    @Test
    void aJobCountsWithWhatTheCallsOfTheDayHaveCost() throws JsonProcessingException {
        budget.add(new BigDecimal("0.1"));

        assertThat(room(PRICES, 10, 1_000, 1_000_000)).as("ten like it").isNull();
        assertThat(room(PRICES, 8, 1_000, 1_000_000)).isNotNull();
    }

    @Test
    void withoutAnyPriceAJobGoes() throws JsonProcessingException {
        assertThat(room("{\"tiers\": {}, \"models\": {}}", 5_000, 9_000_000, 9_000_000))
                .isNotNull();
    }
}
