package io.github.geminiroutes.usage;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.answer.Usage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The cost of calls, by a table of prices per model, tier and date. Thinking is billed as output;
 * tokens of tool use are billed as input; cached tokens, audio, pictures and searches may have a
 * price of their own. What is not in the table has no price, never the price zero; only cached
 * tokens without a price count as other input, which is the most that they can cost.
 */
public final class Prices {

    /** The tier of a response that names none. */
    public static final String STANDARD = "standard";

    /** {@code gemini-3.8-flash-001} is billed as {@code gemini-3.8-flash}. */
    private static final Pattern VERSION = Pattern.compile("(-\\d+)+$");

    private static final BigDecimal SECONDS_OF_HOUR = BigDecimal.valueOf(3_600);

    private final Map<String, BigDecimal> tiers;
    private final Map<String, NavigableMap<LocalDate, Price>> models;

    private Prices(
            Map<String, BigDecimal> tiers, Map<String, NavigableMap<LocalDate, Price>> models) {
        this.tiers = tiers;
        this.models = models;
    }

    /**
     * Reads a table.
     *
     * @throws IllegalArgumentException if it is not valid; the message is one line that names the
     *     place
     */
    public static Prices of(JsonNode table) {
        return new Prices(PriceTable.tiers(table), PriceTable.models(table));
    }

    /**
     * @param model the version that answered, else the model requested
     * @param tier the tier it was served in; null for the standard one
     * @param day the day of the call in Los Angeles
     * @return USD; null if there is no price for it
     */
    public BigDecimal cost(String model, String tier, LocalDate day, Usage usage) {
        Price holds = price(model, day);
        String named = tier == null ? STANDARD : tier;
        return holds == null ? null : holds.cost(named, tiers.get(named), usage);
    }

    /**
     * What a cache costs for the time that it exists, in every tier alike.
     *
     * @param model the model that it is made for
     * @param day the day in Los Angeles
     * @param tokens in the cache
     * @param kept how long it exists
     * @return USD; null if there is no price for it
     */
    public BigDecimal storage(String model, LocalDate day, long tokens, Duration kept) {
        Price holds = price(model, day);
        return holds == null || holds.storage() == null
                ? null
                : holds.storage()
                        .multiply(BigDecimal.valueOf(tokens))
                        .movePointLeft(Rates.MILLION)
                        .multiply(BigDecimal.valueOf(kept.toSeconds()))
                        .divide(SECONDS_OF_HOUR, MathContext.DECIMAL64);
    }

    /**
     * Whether a cache of a shared beginning costs less than sending it with each request.
     *
     * @param model the model that is asked
     * @param day the day in Los Angeles
     * @param uses how many requests share the beginning
     * @param kept how long the cache has to exist
     * @param hitShare the part of the beginning that Google's own cache has served so far: 0 to 1
     * @return false also where a price is missing that tells
     */
    public boolean isCacheWorthIt(
            String model, LocalDate day, long uses, Duration kept, double hitShare) {
        Price holds = price(model, day);
        return holds != null
                && holds.storage() != null
                && holds.rates().cached() != null
                && new CacheArithmetic(
                                        holds.rates().input(),
                                        holds.rates().cached(),
                                        holds.storage())
                                .saved(uses, kept, hitShare)
                        > 0;
    }

    private Price price(String model, LocalDate day) {
        NavigableMap<LocalDate, Price> known = models.get(model);
        if (known == null) {
            known = models.get(baseName(model));
        }
        Map.Entry<LocalDate, Price> holds = known == null ? null : known.floorEntry(day);
        return holds == null ? null : holds.getValue();
    }

    /** The name under which a version of a model is billed: without path and number. */
    public static String baseName(String version) {
        String name = version.substring(version.lastIndexOf('/') + 1);
        boolean mayHaveNumber =
                !name.isEmpty() && Character.isDigit(name.charAt(name.length() - 1));
        return mayHaveNumber ? VERSION.matcher(name).replaceFirst("") : name;
    }

    /**
     * The most that a call without a price may have cost, by the prices of all models.
     *
     * @param day the day of the call in Los Angeles
     * @return USD; null if no model has a price
     */
    public BigDecimal most(LocalDate day, Usage usage) {
        List<Price> held =
                models.values().stream()
                        .map(model -> model.floorEntry(day))
                        .filter(Objects::nonNull)
                        .map(Map.Entry::getValue)
                        .toList();
        BigDecimal part = tiers.values().stream().reduce(BigDecimal.ONE, BigDecimal::max);
        return new DearestPrice(held, part).cost(usage);
    }
}
