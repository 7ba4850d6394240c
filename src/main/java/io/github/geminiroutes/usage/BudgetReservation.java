package io.github.geminiroutes.usage;

import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.usage.SharedBudget.Cost;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The part of the daily budget that is reserved for one call in flight, or for several that end
 * together. It is released once: when the call's usage is recorded, or when the exchange ends
 * without a call.
 */
public final class BudgetReservation {

    private final AtomicBoolean isOpen = new AtomicBoolean(true);
    private final DailyBudget spending;
    private final String sharedId;
    private Cost cost;
    private long calls = 1;
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

    /** Of all its calls; to be asked under the lock of its budget. */
    Cost cost() {
        return cost;
    }

    /** How many calls it is for; to be asked under the lock of its budget. */
    long calls() {
        return calls;
    }

    /**
     * Takes over what another one has reserved of the same budget; that one is over then.
     *
     * @return false if the two cannot be one
     */
    boolean tryTake(BudgetReservation other) {
        if (other == this
                || spending != other.spending
                || (sharedId == null) != (other.sharedId == null)) {
            return false;
        }
        // What all calls under way may cost stays the same.
        synchronized (spending) {
            if (sharedId != null && !day.equals(other.day)) {
                return false;
            }
            if (!isOpen.get() || !other.isOpen.compareAndSet(true, false)) {
                return false;
            }
            cost =
                    new Cost(
                            cost.least().add(other.cost.least()),
                            cost.most().add(other.cost.most()));
            calls += other.calls;
            if (sharedId != null) {
                spending.join(this, other);
            }
            return true;
        }
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
