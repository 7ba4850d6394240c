package io.github.geminiroutes.support;

import java.util.HashMap;
import java.util.Map;

/**
 * What several owners have of something that is scarce: places of requests, memory of their bodies.
 * The last of it is for owners that hold little. One owner alone gets at most seven eighths, and a
 * second one seven eighths of the rest: no owner can take all from the others. Of the application
 * itself, whose name is empty, nobody has to be protected: it may take all. Thread-safe.
 */
public final class Shares {

    /** An owner gets no more where it would hold over seven times what is free. */
    private static final int MOST = 7;

    private final Map<String, Long> held = new HashMap<>();
    private long free;

    /**
     * @param all how much there is for all owners together
     */
    public Shares(long all) {
        free = all;
    }

    /**
     * Takes some of it for an owner.
     *
     * @param amount more than zero
     * @return whether the owner got it
     */
    public synchronized boolean tryTake(String owner, long amount) {
        boolean isAllowed = mayTake(owner, amount);
        if (isAllowed) {
            take(owner, amount);
        }
        return isAllowed;
    }

    /** Whether an owner would get so much now. */
    public synchronized boolean mayTake(String owner, long amount) {
        return amount <= free
                && (owner.isEmpty() || held.getOrDefault(owner, 0L) + amount <= MOST * free);
    }

    /** Takes some of it for an owner, also where that is more than the owner may have. */
    public synchronized void take(String owner, long amount) {
        free -= amount;
        held.merge(owner, amount, Long::sum);
    }

    /** Gives back what an owner has taken. */
    public synchronized void giveBack(String owner, long amount) {
        free += amount;
        held.computeIfPresent(owner, (name, own) -> own == amount ? null : own - amount);
    }

    /** Whether an owner holds more than it may have. */
    public synchronized boolean isBeyond(String owner) {
        return !mayTake(owner, 0);
    }

    /** How much nobody holds; less than zero where more was taken than there is. */
    public synchronized long free() {
        return free;
    }
}
