package io.github.geminiroutes.usage;

/**
 * What is set aside of a task's budget, for one call or for several that end together; {@link #run}
 * gives it back, once. Thread-safe.
 */
public final class TaskRoom implements Runnable {

    private final TaskBudget budget;
    private final BudgetReservation reservation;

    TaskRoom(TaskBudget budget, BudgetReservation reservation) {
        this.budget = budget;
        this.reservation = reservation;
    }

    /**
     * Takes over what another one has set aside, which is over then: a million rows in batch jobs
     * need not be a million of these.
     *
     * @return false if the two cannot be one, as where they are of different tasks
     */
    public boolean tryTake(TaskRoom other) {
        return reservation.tryTake(other.reservation);
    }

    @Override
    public void run() {
        reservation.end();
        budget.ended();
    }
}
