package io.github.geminiroutes.usage;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.usage.Price.ToolPrice;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a call costs at most by the prices of all models: each kind of token at its dearest price in
 * any model and tier. A budget counts so a call that has no price.
 */
final class DearestPrice {

    private final Collection<Price> prices;
    private final BigDecimal part;

    /**
     * @param prices those that hold on the day
     * @param part what the dearest tier costs of the standard tier
     */
    DearestPrice(Collection<Price> prices, BigDecimal part) {
        this.prices = prices;
        this.part = part;
    }

    /** USD; null if there is no price at all. */
    BigDecimal cost(Usage usage) {
        BigDecimal input = dearest(Rates::input);
        BigDecimal output = dearest(Rates::output);
        if (input == null || output == null) {
            return null;
        }
        long otherOutput = usage.extras().otherOutputTokens();
        long audioOutput = usage.extras().audioOutputTokens();
        long imageOutput = usage.extras().imageOutputTokens();
        long words = Math.max(otherOutput, usage.outputTokens() - audioOutput - imageOutput);
        BigDecimal inputOrAudio = max(input, dearest(Rates::audioInput));
        BigDecimal media =
                max(output, max(dearest(Rates::audioOutput), dearest(Rates::imageOutput)));
        long audioInput = usage.extras().audioInputTokens();
        long allInput = Math.max(usage.inputTokens(), usage.cachedTokens()) + usage.toolTokens();
        return times(input, Math.max(0, allInput - audioInput))
                .add(times(inputOrAudio, audioInput))
                .add(times(output, words - otherOutput + usage.thinkingTokens()))
                .add(times(media, otherOutput + audioOutput + imageOutput))
                .movePointLeft(Rates.MILLION)
                .multiply(part)
                .add(tools(usage));
    }

    private BigDecimal tools(Usage usage) {
        long searches = usage.extras().searchQueries();
        BigDecimal cost = searches > 0 ? tool(Price::search, searches) : BigDecimal.ZERO;
        return usage.extras().isMapsUsed() ? cost.add(tool(Price::maps, 1)) : cost;
    }

    private BigDecimal tool(Function<Price, ToolPrice> which, long queries) {
        return prices.stream()
                .map(which)
                .filter(Objects::nonNull)
                .map(tool -> tool.cost(queries))
                .reduce(BigDecimal.ZERO, BigDecimal::max);
    }

    private BigDecimal dearest(Function<Rates, BigDecimal> which) {
        return prices.stream()
                .flatMap(
                        price ->
                                Stream.concat(
                                        Stream.of(price.rates()),
                                        Stream.concat(
                                                Stream.ofNullable(price.above()),
                                                price.tiers().values().stream()
                                                        .filter(Objects::nonNull))))
                .map(which)
                .filter(Objects::nonNull)
                .reduce(BigDecimal::max)
                .orElse(null);
    }

    private static BigDecimal max(BigDecimal one, BigDecimal other) {
        return one == null || other != null && other.compareTo(one) > 0 ? other : one;
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }
}
