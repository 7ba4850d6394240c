package io.github.geminiroutes.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.estimate.Estimate.Source;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.usage.PriceFile;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimateTest {

    private static final String MODEL = "gemini-3.8-flash";

    private final Estimate estimate = new Estimate(PriceFile.read(""), LocalDate.of(2026, 11, 25));

    private static Prompt prompt(String config) {
        try {
            ObjectNode request =
                    (ObjectNode)
                            GeminiJson.MAPPER.readTree(
                                    "{\"contents\":[{\"parts\":[{\"text\":\"Q\"}]}]%s}"
                                            .formatted(config));
            return new Prompt(null, request, List.of(), OutputFormat.TEXT);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(config, e);
        }
    }

    private static String limited(String name, int most) {
        return ",\"generationConfig\":{\"%s\":%d}".formatted(name, most);
    }

    @Test
    void nothingCostsNothing() {
        assertThat(estimate.json(0L))
                .hasToString(
                        "{\"prompts\":0,\"documents\":0,\"rows\":0,\"leftOut\":0,\"inputTokens\":0,\"outputTokens\":0,"
                                + "\"usd\":{\"standard\":0,\"flex\":0,\"batch\":0,\"priority\":0},"
                                + "\"seconds\":0}");
    }

    @Test
    void sumsAreExactAndMoneyHasNoExponent() {
        for (int i = 0; i < 3; i++) {
            estimate.add(Source.PROMPT, prompt(limited("maxOutputTokens", 10)), MODEL, 1);
        }
        estimate.add(Source.ROW, prompt(limited("max_output_tokens", 70)), MODEL, 997);

        ObjectNode json = estimate.json(null);

        assertThat(json.path("prompts").asInt()).isEqualTo(3);
        assertThat(json.path("rows").asInt()).isEqualTo(1);
        assertThat(json.path("inputTokens").asInt()).isEqualTo(1_000);
        assertThat(json.path("outputTokens").asInt()).isEqualTo(100);
        assertThat(json.path("seconds").isNull()).isTrue();
        assertThat(json.path("usd").path("standard").decimalValue()).isPositive();
        assertThat(json.path("usd").path("flex").decimalValue().multiply(BigDecimal.valueOf(2)))
                .isEqualByComparingTo(json.path("usd").path("standard").decimalValue());
        assertThat(json.toString()).doesNotContain("E-");
    }

    @Test
    void severalAnswersAreAllPaid() {
        String config = ",\"generationConfig\":{\"maxOutputTokens\":10,\"candidateCount\":3}";
        estimate.add(Source.PROMPT, prompt(config), MODEL, 1);

        assertThat(estimate.outputTokens()).isEqualTo(30);
    }

    @Test
    void whereOneHasNoLimitTheOutputAndTheCostAreUnknownAndTheInputIsNot() {
        estimate.add(Source.PROMPT, prompt(limited("maxOutputTokens", 10)), MODEL, 500_000);
        estimate.add(Source.PROMPT, prompt(""), MODEL, 500_000);

        assertThat(estimate.outputTokens()).isNull();
        assertThat(estimate.withoutOutput()).isEqualTo(1);
        assertThat(estimate.usd("standard")).isNull();
        assertThat(estimate.inputUsd("standard")).isPositive();
    }

    @Test
    void aModelWithoutAPriceMakesTheSumUnknownAndNotSmaller() {
        estimate.add(Source.PROMPT, prompt(limited("maxOutputTokens", 10)), MODEL, 5);
        estimate.add(Source.PROMPT, prompt(limited("maxOutputTokens", 10)), "gemini-none", 5);

        assertThat(estimate.usd("standard")).isNull();
        assertThat(estimate.inputUsd("standard")).isNull();
        assertThat(estimate.json(null).path("usd").path("standard").isNull()).isTrue();
    }
}
