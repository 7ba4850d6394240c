package io.github.geminiroutes.usage;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Whether a cache of a shared beginning costs less than sending it each time. Making it costs its
 * tokens once and their storage; each use then costs the price of cached input. Without it a part
 * of the requests meets Google's own cache, at the same price and for nothing.
 *
 * @param input USD for a million tokens of input
 * @param cached USD for a million tokens from a cache
 * @param storage USD for a million tokens in a cache for an hour
 */
record CacheArithmetic(BigDecimal input, BigDecimal cached, BigDecimal storage) {

    private static final double SECONDS_OF_HOUR = 3_600;

    /**
     * What the cache saves, in USD for a million tokens of the beginning; negative where it costs
     * more.
     *
     * @param uses how many requests share the beginning
     * @param kept how long the cache has to exist
     * @param hitShare the part of the beginning that Google's own cache has served so far: 0 to 1
     */
    double saved(long uses, Duration kept, double hitShare) {
        double full = input.doubleValue();
        double reduced = cached.doubleValue();
        double without = uses * (full - hitShare * (full - reduced));
        double with =
                full + uses * reduced + storage.doubleValue() * kept.toSeconds() / SECONDS_OF_HOUR;
        return without - with;
    }
}
