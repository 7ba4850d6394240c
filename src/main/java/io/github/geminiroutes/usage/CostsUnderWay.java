package io.github.geminiroutes.usage;

import io.github.geminiroutes.usage.SharedBudget.Cost;
import java.math.BigDecimal;

/** What the calls that are under way may cost together. Not thread-safe. */
final class CostsUnderWay {

    private BigDecimal least = BigDecimal.ZERO;
    private BigDecimal most = BigDecimal.ZERO;
    private long calls;

    void add(Cost cost) {
        least = least.add(cost.least());
        most = most.add(cost.most());
        calls++;
    }

    void remove(Cost cost) {
        least = least.subtract(cost.least());
        most = most.subtract(cost.most());
        calls--;
    }

    boolean areAny() {
        return calls > 0;
    }

    /** USD that they may cost at most. */
    BigDecimal most() {
        return most;
    }

    /**
     * USD that they will cost.
     *
     * @param average cost of a call
     */
    BigDecimal expected(BigDecimal average) {
        return least.max(average.multiply(BigDecimal.valueOf(calls)));
    }
}
