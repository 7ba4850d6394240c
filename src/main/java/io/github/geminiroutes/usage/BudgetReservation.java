package io.github.geminiroutes.usage;

import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Room in the day's budget for one call under way. Given back once: when the call is entered in the
 * books, or when its exchange ends without one.
 */
public final class BudgetReservation {

    private final AtomicBoolean isOpen = new AtomicBoolean(true);
    private final DailyBudget spending;
    private final BigDecimal amount;

    BudgetReservation(DailyBudget spending, BigDecimal amount) {
        this.spending = spending;
        this.amount = amount;
    }

    /** Gives the room back; nothing happens the second time. */
    public void end() {
        if (isOpen.compareAndSet(true, false)) {
            spending.release(amount);
        }
    }
}
