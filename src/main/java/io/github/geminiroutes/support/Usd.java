package io.github.geminiroutes.support;

import java.math.BigDecimal;

/** Amounts of money that a person sets, in USD. */
public final class Usd {

    /** What an amount is, for a person. */
    public static final String FORM = "an amount in USD such as 5 or 0.50";

    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);

    /** Places after the point, and zeros before it: sums with more would fill the memory. */
    private static final int MOST_SCALE = 12;

    private Usd() {}

    /** Whether it is none below zero, none above a thousand million, and no sliver of a cent. */
    public static boolean isAmount(BigDecimal usd) {
        return Math.abs((long) usd.scale()) <= MOST_SCALE
                && usd.signum() >= 0
                && usd.compareTo(MOST) <= 0;
    }

    /**
     * Reads an amount.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static BigDecimal parse(String text) {
        BigDecimal usd;
        try {
            usd = new BigDecimal(AsciiNumber.of(text.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be " + FORM, e);
        }
        if (!isAmount(usd)) {
            throw new IllegalArgumentException("must be " + FORM);
        }
        return usd;
    }
}
