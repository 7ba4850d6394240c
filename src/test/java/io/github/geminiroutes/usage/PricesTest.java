package io.github.geminiroutes.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.answer.UsageExtras;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.Pipes;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Costs by the table that is shipped, and what is said of one that cannot be used. */
class PricesTest {

    private static final LocalDate IN_2026 = LocalDate.of(2026, 11, 25);

    private final Prices shipped = PriceFile.read("");

    private static Usage usage(long input, long cached, long output, long thinking, long tool) {
        return new Usage(input, cached, output, thinking, tool, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3.8-flash, , 2026-11-25, 0.75",
        "gemini-3.8-flash, standard, 2026-12-31, 0.75",
        "gemini-3.8-flash, standard, 2027-01-01, 1.5",
        "gemini-3.8-flash-001, standard, 2026-11-25, 0.75",
        "gemini-3.8-flash, flex, 2026-11-25, 0.375",
        "gemini-3.8-flash, batch, 2026-11-25, 0.375",
        "gemini-3.7-flash, priority, 2026-11-25, 1.35",
        "gemini-3.1-flash-lite, , 2026-11-25, 0.25",
        "gemini-3.5-flash-lite, , 2026-11-25, 0.30"
    })
    void aMillionInputTokensCost(String model, String tier, LocalDate day, BigDecimal usd) {
        assertThat(shipped.cost(model, tier, day, usage(1_000_000, 0, 0, 0, 0)))
                .isEqualByComparingTo(usd);
    }

    @Test
    void whatHasNoPriceCostsAtMostTheDearestPriceOfAnyModel() throws IOException {
        Prices prices =
                Prices.of(
                        GeminiJson.MAPPER.readTree(
                                """
                                {"tiers": {"standard": 1, "flex": 0.5}, "models": {
                                "a": [{"from": "2026-01-01", "input": 1, "output": 20, "search": {"perQuery": 0.01},
                                  "above": {"inputTokens": 10, "input": 2, "output": 10}}],
                                "b": [{"from": "2026-01-01", "input": 1, "output": 5, "audioInput": 3, "imageOutput": 50,
                                  "tiers": {"priority": {"input": 4, "output": 9}}}],
                                "c": [{"from": "2027-01-01", "input": 99, "output": 99}]}}
                                """));
        Usage used = usage(1_000_000, 400_000, 500_000, 500_000, 1_000_000);

        assertThat(prices.cost("unknown", null, IN_2026, used)).isNull();
        assertThat(prices.most(IN_2026, used)).isEqualByComparingTo("28"); // 2 at 4, 1 at 20
        Usage ofAll = new Usage(100, 0, 100, 0, 0, 0, new UsageExtras(100, 0, 20, 30, 50, 2, true));
        assertThat(prices.most(IN_2026, ofAll))
                .isEqualByComparingTo("0.0254"); // 100 at 4, 100 at 50, two searches
        assertThat(prices.most(LocalDate.of(2025, 1, 1), used)).isNull();
    }

    /**
     * Worked by hand from Google's list: input, of which cached, output, of which nothing is
     * thinking, thinking.
     */
    @ParameterizedTest
    @CsvSource({
        // 0.75 * 0.8M + 0.075 * 0.2M + 3.75 * 0.15M
        "gemini-3.8-flash, standard, 2026-11-26, 1000000, 200000, 100000, 50000, 1.1775",
        "gemini-3.8-flash, flex,     2026-11-26, 1000000, 200000, 100000, 50000, 0.58875",
        "gemini-3.8-flash, batch,    2026-11-26, 1000000, 200000, 100000, 50000, 0.58875",
        "gemini-3.8-flash, priority, 2026-11-26, 1000000, 200000, 100000, 50000, 2.1195",
        "gemini-3.8-flash, standard, 2027-01-01, 1000000, 200000, 100000, 50000, 2.355",
        // the step holds for the whole call: 4 * 0.2M + 0.4 * 0.1M + 18 * 0.01M
        "gemini-3.1-pro-preview, standard, 2026-11-26, 300000, 100000, 10000, 0, 1.02",
        "gemini-3.1-pro-preview, flex,     2026-11-26, 300000, 100000, 10000, 0, 0.51",
        // 2 * 0.1M + 0.2 * 0.1M + 12 * 0.01M
        "gemini-3.1-pro-preview, standard, 2026-11-26, 200000, 100000, 10000, 0, 0.34",
        "gemini-2.5-pro,   standard, 2026-11-26, 200001, 0, 0, 0, 0.5000025",
        "gemini-4-argon,   standard, 2026-11-30, 1000000, 0, 100000, 0, 3",
        "gemini-4-argon,   standard, 2026-12-01, 1000000, 0, 100000, 0, 6",
        "gemini-3.6-flash, standard, 2026-10-06, 1000000, 0, 0, 0, 1.5",
        "gemini-3.6-flash, standard, 2026-10-07, 1000000, 0, 0, 0, 0.75",
        "gemini-3.5-flash, standard, 2026-11-26, 1000000, 1000000, 0, 0, 0.15",
        "gemini-2.5-flash-lite, flex, 2026-11-26, 1000000, 0, 1000000, 0, 0.25",
        "models/gemini-3.8-flash-001, standard, 2026-11-26, 1000000, 0, 0, 0, 0.75"
    })
    void aWorkedExampleComesOutToTheLastDigit(
            String model,
            String tier,
            LocalDate day,
            long input,
            long cached,
            long output,
            long thinking,
            BigDecimal usd) {
        assertThat(shipped.cost(model, tier, day, usage(input, cached, output, thinking, 0)))
                .isEqualByComparingTo(usd);
    }

    @ParameterizedTest
    @CsvSource({
        // audio in, of which cached, pictures out, audio out
        "gemini-3.1-flash-lite, 1000000, 0, 0, 0, 0.5",
        "gemini-3.1-flash-lite, 1000000, 400000, 0, 0, 0.32",
        "gemini-2.5-flash, 1000000, 1000000, 0, 0, 0.1",
        "gemini-3.8-flash, 1000000, 400000, 0, 0, 0.48",
        "gemini-3.1-flash-image, 0, 0, 1120, 0, 0.0672",
        "gemini-2.5-flash-image, 0, 0, 1290, 0, 0.0387",
        "gemini-3-pro-image, 0, 0, 1120, 0, 0.1344",
        "gemini-3.8-flash-tts, 0, 0, 0, 1500, 0.0135"
    })
    void soundAndPicturesHaveThePriceOfTheirKind(
            String model, long audio, long cached, long image, long speech, BigDecimal usd) {
        Usage usage =
                new Usage(
                        audio,
                        cached,
                        image + speech,
                        0,
                        0,
                        0,
                        new UsageExtras(audio, cached, speech, image, 0, 0, false));

        assertThat(shipped.cost(model, null, IN_2026, usage)).isEqualByComparingTo(usd);
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3.8-flash, 2026-11-26, 3600, 0.05",
        "gemini-3.8-flash, 2027-01-01, 3600, 0.1",
        "gemini-3.1-pro-preview, 2026-11-26, 600, 0.075",
        "gemini-2.5-flash, 2026-11-26, 7200, 0.2"
    })
    void aCacheOfAHundredThousandTokensCostsForTheTimeItExists(
            String model, LocalDate day, long seconds, BigDecimal usd) {
        assertThat(shipped.storage(model, day, 100_000, Duration.ofSeconds(seconds)))
                .isEqualByComparingTo(usd);
    }

    @Test
    void aModelWithoutCachesHasNoPriceOfStorage() {
        assertThat(shipped.storage("gemini-4-argon", IN_2026, 1, Duration.ofHours(1))).isNull();
        assertThat(shipped.storage("gemini-9", IN_2026, 1, Duration.ofHours(1))).isNull();
    }

    @Test
    void thinkingIsOutputAndToolUseIsInput() {
        assertThat(shipped.cost("gemini-3.8-flash", null, IN_2026, usage(100, 0, 20, 30, 10)))
                .isEqualByComparingTo("0.00027"); // 110 at 0.75, 50 at 3.75
    }

    @Test
    void cachedTokensArePartOfTheInput() {
        assertThat(shipped.cost("gemini-3.8-flash", null, IN_2026, usage(1000, 400, 0, 0, 0)))
                .isEqualByComparingTo("0.00048"); // 600 at 0.75, 400 at 0.075
    }

    @Test
    void aLongPromptCostsMoreFromItsFirstTokenOn() {
        assertThat(
                        shipped.cost(
                                "gemini-3.1-pro-preview",
                                null,
                                IN_2026,
                                usage(200_000, 0, 0, 0, 0)))
                .isEqualByComparingTo("0.4");
        assertThat(
                        shipped.cost(
                                "gemini-3.1-pro-preview",
                                null,
                                IN_2026,
                                usage(200_001, 0, 1_000_000, 0, 0)))
                .isEqualByComparingTo("18.800004");
    }

    @Test
    void whatTheTableDoesNotKnowHasNoPrice() {
        Usage usage = usage(1, 0, 1, 0, 0);
        assertThat(shipped.cost("gemini-9-flash", null, IN_2026, usage)).isNull();
        assertThat(shipped.cost("gemini-3.8-flash-lite", null, IN_2026, usage)).isNull();
        assertThat(shipped.cost("gemini-3.8-flash", "platinum", IN_2026, usage)).isNull();
        assertThat(shipped.cost("gemini-3.8-flash-tts", "flex", IN_2026, usage)).isNull();
        assertThat(shipped.cost("gemini-3.8-flash", null, LocalDate.of(2026, 9, 1), usage))
                .isNull();
    }

    @Test
    void cachedTokensWithoutAPriceCostAsMuchAsOtherInputAndNeverNothing() throws IOException {
        Prices prices = table("\"input\": 2, \"output\": 4");

        assertThat(prices.cost("m", null, IN_2026, usage(1_000_000, 400_000, 0, 0, 0)))
                .isEqualByComparingTo("2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                // audio in, cached audio, audio out, pictures out, other out | USD
                "1000000, 0, 0, 0, 0 | 1.0",
                "400000, 0, 0, 0, 0 | 0.64",
                "400000, 400000, 0, 0, 0 | 0.64",
                "0, 0, 1000000, 0, 0 | 10.4",
                "0, 0, 0, 500000, 0 | 15.4",
                "0, 0, 0, 0, 1 | none"
            })
    void whatHasAPriceOfItsOwnIsBilledByIt(String tokens, BigDecimal usd) throws IOException {
        Prices prices =
                table(
                        "\"input\": 0.4, \"cached\": 0.04, \"output\": 0, \"audioInput\": 1,"
                                + " \"audioOutput\": 10, \"imageOutput\": 30");
        long[] n = Stream.of(tokens.split(", ")).mapToLong(Long::parseLong).toArray();
        Usage usage =
                new Usage(
                        1_000_000,
                        n[1],
                        n[2] + n[3],
                        0,
                        0,
                        0,
                        new UsageExtras(n[0], n[1], n[2], n[3], n[4], 0, false));

        BigDecimal cost = prices.cost("m", null, IN_2026, usage);

        assertThat(cost == null ? null : cost.stripTrailingZeros())
                .isEqualTo(usd == null ? null : usd.stripTrailingZeros());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "\"search\": {\"perQuery\": 0.014} | 3 | false | 0.042",
                "\"search\": {\"perPrompt\": 0.035} | 3 | false | 0.035",
                "\"search\": {\"perPrompt\": 0.035} | 0 | false | 0",
                "\"maps\": {\"perPrompt\": 0.025} | 0 | true | 0.025",
                "\"cached\": 0 | 1 | false | none",
                "\"search\": {\"perQuery\": 0.014} | 1 | true | none"
            })
    void searchesArePricedOrTheCallIsUnpriced(
            String price, long queries, boolean usesMaps, BigDecimal usd) throws IOException {
        Prices prices = table("\"input\": 2, \"output\": 4, " + price);
        UsageExtras extras = new UsageExtras(0, 0, 0, 0, 0, queries, usesMaps);

        BigDecimal cost = prices.cost("m", "flex", IN_2026, new Usage(0, 0, 0, 0, 0, 0, extras));

        assertThat(cost == null ? null : cost.stripTrailingZeros())
                .isEqualTo(usd == null ? null : usd.stripTrailingZeros());
    }

    private static Prices table(String price) throws IOException {
        return Prices.of(
                GeminiJson.MAPPER.readTree(
                        "{\"tiers\":{\"standard\":1,\"flex\":0.5},\"models\":{\"m\":[{\"from\":\"2026-01-01\", "
                                + price
                                + "}]}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | the table must be an object",
                "{\"tiers\":{}} | models must be an object",
                "{\"tiers\":{\"flex\":\"half\"},\"models\":{}} | tiers.flex must be a number, 0 or more",
                "{\"tiers\":{},\"models\":{\"m\":[]}} | models.m must be a list of prices",
                "{\"tiers\":{},\"models\":{\"m\":[{\"from\":\"soon\"}]}} | models.m[0].from must be a date such as 2026-11-25",
                "{\"tiers\":{},\"models\":{\"m\":[{\"from\":\"2026-01-01\",\"input\":-1}]}} | models.m[0].input must be a number, 0 or more",
                "{\"tiers\":{},\"models\":{\"m\":[{\"from\":\"2026-01-01\",\"input\":1}]}} | models.m[0].output must be a number, 0 or more",
                "{\"tiers\":{},\"models\":{\"m\":[{\"from\":\"2026-01-01\",\"inputs\":1}]}} | models.m[0] has an unknown field 'inputs'"
            })
    void saysWhatIsWrongAndWhere(String table, String message) throws JsonProcessingException {
        var read = GeminiJson.MAPPER.readTree(table);
        assertThatThrownBy(() -> Prices.of(read)).hasMessage(message);
    }

    @Test
    void aTableOfItsOwnGoesFirst(@TempDir Path directory) throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("my prices.json"),
                        "{\"tiers\":{\"standard\":1},\"models\":{\"mine\":[{\"from\":\"2020-01-01\",\"input\":1,\"output\":2}]}}");

        for (String location : new String[] {file.toString(), file.toUri().toString()}) {
            assertThat(
                            PriceFile.read(location)
                                    .cost("mine", null, IN_2026, usage(1_000_000, 0, 0, 0, 0)))
                    .isEqualByComparingTo("1");
        }
        assertThatThrownBy(() -> PriceFile.read(directory.resolve("none").toString()))
                .hasMessageContaining("NoSuchFileException");
        Files.writeString(file, "{\n,");
        assertThatThrownBy(() -> PriceFile.read(file.toString())).hasMessage("line 2 is not JSON");
        Files.writeString(file, "[".repeat(200_000));
        assertThatThrownBy(() -> PriceFile.read(file.toString())).hasMessage("it is not JSON");
    }

    @Test
    @Timeout(60)
    void aPipeInPlaceOfTheTableHoldsNobodyUp(@TempDir Path directory) throws Exception {
        String pipe = Pipes.make(directory.resolve("prices.json")).toString();

        assertThatThrownBy(() -> PriceFile.read(pipe)).hasMessage("it is no regular file");
    }
}
