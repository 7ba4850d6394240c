package io.github.geminiroutes.task;

import io.github.geminiroutes.prompt.InvalidPromptException;
import java.math.BigDecimal;

/** A sum of money in the head of a prompt. */
final class Usd {

    /**
     * Before and behind the point. Sums are written out in logs and reports, and {@code
     * 1e-999999999} written out has more digits than memory has room.
     */
    private static final int MOST_DIGITS = 12;

    private Usd() {}

    /**
     * The sum as it is.
     *
     * @param line where it stands
     * @throws InvalidPromptException if it is negative, or has too many digits
     */
    static BigDecimal of(BigDecimal number, int line) {
        BigDecimal usd = number.stripTrailingZeros();
        if (usd.signum() < 0
                || usd.scale() > MOST_DIGITS
                || (long) usd.precision() - usd.scale() > MOST_DIGITS) {
            throw new InvalidPromptException(
                    "'budget' must be a number of USD from 0 up, with at most %d digits before and behind the point: correct or remove it"
                            .formatted(MOST_DIGITS),
                    line);
        }
        return usd;
    }
}
