package io.github.geminiroutes.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From how many requests on a cache of an hour is worth its price. */
class CacheArithmeticTest {

    private static final Prices PRICES = PriceFile.read("config/prices.json");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);

    private static long least(String model, double hitShare) {
        for (long uses = 1; uses < 1_000; uses++) {
            if (PRICES.isCacheWorthIt(model, DAY, uses, Duration.ofHours(1), hitShare)) {
                return uses;
            }
        }
        return -1;
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3.8-flash, 0, 2",
        "gemini-3.8-flash, 0.5, 4",
        "gemini-3.8-flash, 0.8, 10",
        "gemini-3.5-flash-lite, 0, 5",
        "gemini-3.1-flash-lite, 0, 6",
        "gemini-3.1-pro-preview, 0, 4",
        "gemini-2.5-flash-lite, 0, 13",
        "gemini-3.8-flash, 1, -1"
    })
    void paysFromSoManyRequestsOn(String model, double hitShare, long uses) {
        assertThat(least(model, hitShare)).isEqualTo(uses);
    }

    @Test
    void oneDocumentIsNeverWorthOne() {
        assertThat(PRICES.isCacheWorthIt("gemini-3.8-flash", DAY, 1, Duration.ofMinutes(1), 0))
                .isFalse();
    }

    /** Of 60 documents under one text the cache saves more than 40 % of the text's price. */
    @Test
    void sixtyDocumentsSaveMoreThanTwoFifths() {
        CacheArithmetic flash =
                new CacheArithmetic(
                        new java.math.BigDecimal("0.75"),
                        new java.math.BigDecimal("0.075"),
                        new java.math.BigDecimal("0.5"));

        assertThat(flash.saved(60, Duration.ofHours(1), 0) / (60 * 0.75)).isBetween(0.85, 0.9);
    }

    @Test
    void aModelWithoutAPriceOfStorageGetsNone() {
        assertThat(least("gemini-4-argon", 0)).isEqualTo(-1);
        assertThat(least("unheard-of", 0)).isEqualTo(-1);
    }
}
