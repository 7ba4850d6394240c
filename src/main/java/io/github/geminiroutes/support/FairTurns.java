package io.github.geminiroutes.support;

import java.util.function.Predicate;

/**
 * Which priority has the next turn: the highest that waits, but for one turn in ten, which is that
 * of a lower one that has been passed over. Nothing therefore waits for ever. Not thread-safe.
 */
public final class FairTurns {

    /** So many turns of higher priorities pass one that waits; then it has its own. */
    private static final int MOST_PASSED = 9;

    /** Java copies them with each call of {@code values}. */
    private static final Priority[] PRIORITIES = Priority.values();

    private final int[] passed = new int[Priority.COUNT];

    /** The turns to come, for a forecast. */
    public FairTurns copy() {
        FairTurns copy = new FairTurns();
        System.arraycopy(passed, 0, copy.passed, 0, passed.length);
        return copy;
    }

    /**
     * @param isWaiting whether anything of a priority waits
     * @return the priority whose turn it is; null if nothing waits
     */
    public Priority next(Predicate<Priority> isWaiting) {
        Priority highest = null;
        for (int i = Priority.COUNT - 1; i >= 0; i--) {
            Priority priority = PRIORITIES[i];
            if (isWaiting.test(priority)) {
                if (passed[i] >= MOST_PASSED) {
                    return priority;
                }
                highest = priority;
            }
        }
        return highest;
    }

    /**
     * Notes a turn.
     *
     * @param priority whose turn it was
     * @param isWaiting whether anything of a priority still waits, or had the turn
     */
    public void served(Priority priority, Predicate<Priority> isWaiting) {
        for (Priority other : PRIORITIES) {
            if (other == priority || !isWaiting.test(other)) {
                passed[other.ordinal()] = 0;
            } else if (other.compareTo(priority) > 0) {
                passed[other.ordinal()]++;
            }
        }
    }
}
