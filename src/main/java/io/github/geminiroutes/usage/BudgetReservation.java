package io.github.geminiroutes.usage;

import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The part of the daily budget that is reserved for one call in flight. It is released once: when
 * the call's usage is recorded, or when the exchange ends without a call.
 */
public final class BudgetReservation {

    private final AtomicBoolean isOpen = new AtomicBoolean(true);
    private final DailyBudget spending;
    private final BigDecimal amount;

    BudgetReservation(DailyBudget spending, BigDecimal amount) {
        this.spending = spending;
        this.amount = amount;
    }

    /** Releases the reservation; the second time nothing happens. */
    public void end() {
        if (isOpen.compareAndSet(true, false)) {
            spending.release(amount);
        }
    }
}
