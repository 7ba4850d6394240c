package io.github.geminiroutes.usage;

import io.github.geminiroutes.support.PacificDay;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** What the calls that are under way may cost together. Not thread-safe. */
final class CostsUnderWay {

    /** The others forget a reservation after ten minutes, as its process may be gone. */
    private static final Duration BETWEEN_RENEWALS = Duration.ofMinutes(3);

    private final Set<BudgetReservation> shared = new HashSet<>();
    private BigDecimal least = BigDecimal.ZERO;
    private BigDecimal most = BigDecimal.ZERO;
    private long calls;
    private PacificDay renewedOn = PacificDay.NONE;
    private Instant nextRenewal = Instant.MIN;

    void add(BudgetReservation reservation) {
        least = least.add(reservation.cost().least());
        most = most.add(reservation.cost().most());
        calls++;
        if (reservation.sharedId() != null) {
            shared.add(reservation);
        }
    }

    void remove(BudgetReservation reservation) {
        least = least.subtract(reservation.cost().least());
        most = most.subtract(reservation.cost().most());
        calls -= reservation.calls();
        shared.remove(reservation);
    }

    /** Another one has taken over what it had reserved. */
    void join(BudgetReservation taken) {
        shared.remove(taken);
    }

    /**
     * Tells the others of the reservations that last: a batch job's lasts for hours, and one from
     * before midnight counts on the new day.
     */
    void renewIfDue(PacificDay today, Instant now, SharedBudget others) {
        if (now.isBefore(nextRenewal) && today.equals(renewedOn)) {
            return;
        }
        renewedOn = today;
        nextRenewal = now.plus(BETWEEN_RENEWALS);
        for (BudgetReservation reservation : shared) {
            reservation.moveTo(today);
            others.renew(today, reservation.sharedId(), reservation.cost(), reservation.calls());
        }
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
