package io.github.geminiroutes.generate;

import java.math.BigDecimal;

/**
 * What the calls for one prompt have cost.
 *
 * @param tier the tier that the last of them was served in, in lower case; null if none was
 * @param cost USD, those of failed calls included; null if the last call has no price
 */
public record Bill(String tier, BigDecimal cost) {

    /** That of a prompt which was not asked. */
    static final Bill NONE = new Bill(null, null);

    /** Adds the cost of another call. */
    Bill and(String newTier, BigDecimal newCost) {
        return new Bill(newTier, newCost == null || cost == null ? newCost : cost.add(newCost));
    }
}
