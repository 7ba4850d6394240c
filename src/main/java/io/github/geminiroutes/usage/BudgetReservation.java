package io.github.geminiroutes.usage;

import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.usage.SharedBudget.Cost;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The part of the daily budget that is reserved for one call in flight. It is released once: when
 * the call's usage is recorded, or when the exchange ends without a call.
 */
public final class BudgetReservation {

    private final AtomicBoolean isOpen = new AtomicBoolean(true);
    private final DailyBudget spending;
    private final Cost cost;
    private final String sharedId;
    private volatile PacificDay day;

    /**
     * @param day on which it was reserved
     * @param sharedId its id among all instances; null if only this one has reserved it
     */
    BudgetReservation(DailyBudget spending, Cost cost, PacificDay day, String sharedId) {
        this.spending = spending;
        this.cost = cost;
        this.day = day;
        this.sharedId = sharedId;
    }

    Cost cost() {
        return cost;
    }

    PacificDay day() {
        return day;
    }

    /** It is set aside on another day from now on. */
    void moveTo(PacificDay later) {
        day = later;
    }

    String sharedId() {
        return sharedId;
    }

    /** Releases the reservation; the second time nothing happens. */
    public void end() {
        if (isOpen.compareAndSet(true, false)) {
            spending.release(this);
        }
    }
}
