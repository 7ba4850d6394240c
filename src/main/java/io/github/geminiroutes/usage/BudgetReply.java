package io.github.geminiroutes.usage;

/**
 * The answer to a call that asks for room in the budget.
 *
 * @param reservation null if there is no room
 * @param isLater whether there may be room once a call under way has shown what a call costs
 * @param areUnderWay whether calls are under way, of any instance, whose ends may make room
 */
public record BudgetReply(BudgetReservation reservation, boolean isLater, boolean areUnderWay) {}
