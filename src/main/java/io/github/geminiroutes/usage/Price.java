package io.github.geminiroutes.usage;

import io.github.geminiroutes.answer.Usage;
import java.math.BigDecimal;
import java.util.Map;

/**
 * What a model costs from a date on.
 *
 * @param rates in the standard tier
 * @param aboveInputTokens the prompt's tokens from which on {@code above} holds
 * @param above the rates of a longer prompt; null if they are the same
 * @param tiers the rates of tiers that have their own; null for a tier that has no price
 * @param storage a million tokens kept in a cache for an hour, in every tier; null if the table
 *     does not say
 * @param search what a search with Google costs; null if the table does not say
 * @param maps what Google Maps costs; null if the table does not say
 */
record Price(
        Rates rates,
        long aboveInputTokens,
        Rates above,
        Map<String, Rates> tiers,
        BigDecimal storage,
        ToolPrice search,
        ToolPrice maps) {

    /**
     * What a tool costs, in USD; one of the two is null.
     *
     * @param perQuery each query
     * @param perPrompt each call that used it, however often
     */
    record ToolPrice(BigDecimal perQuery, BigDecimal perPrompt) {

        BigDecimal cost(long queries) {
            return perQuery == null ? perPrompt : perQuery.multiply(BigDecimal.valueOf(queries));
        }
    }

    /**
     * @param part what the tier costs of the standard tier; null if the tier is unknown
     * @return USD; null if a price is missing that the call needs
     */
    BigDecimal cost(String tier, BigDecimal part, Usage usage) {
        BigDecimal tokens = tokens(tier, part, usage);
        long searches = usage.extras().searchQueries();
        boolean usesMaps = usage.extras().isMapsUsed();
        if (tokens == null || searches > 0 && search == null || usesMaps && maps == null) {
            return null;
        }
        // A tier makes tokens cheaper or dearer; of searches no list says so.
        BigDecimal cost = searches > 0 ? tokens.add(search.cost(searches)) : tokens;
        return usesMaps ? cost.add(maps.cost(1)) : cost;
    }

    private BigDecimal tokens(String tier, BigDecimal part, Usage usage) {
        if (tiers.containsKey(tier)) {
            Rates own = tiers.get(tier);
            return own == null ? null : own.cost(usage);
        }
        boolean isLong = above != null && usage.inputTokens() > aboveInputTokens;
        BigDecimal cost = part == null ? null : (isLong ? above : rates).cost(usage);
        return cost == null ? null : cost.multiply(part);
    }
}
