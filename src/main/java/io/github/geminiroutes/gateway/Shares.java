package io.github.geminiroutes.gateway;

import java.util.HashMap;
import java.util.Map;

/**
 * What the tokens have of something that is scarce: places of requests, memory of their bodies. The
 * last of it is for tokens that hold little. One token alone gets at most seven eighths, and a
 * second one seven eighths of the rest: no token can take the gateway from the others. Thread-safe.
 */
final class Shares {

    /** A token gets no more where it would hold over seven times what is free. */
    private static final int MOST = 7;

    private final Map<String, Long> held = new HashMap<>();
    private long free;

    /**
     * @param all how much there is for all tokens together
     */
    Shares(long all) {
        free = all;
    }

    /**
     * Takes some of it for a token.
     *
     * @param amount more than zero
     * @return whether the token got it
     */
    synchronized boolean tryTake(String token, long amount) {
        long own = held.getOrDefault(token, 0L) + amount;
        if (amount > free || own > MOST * free) {
            return false;
        }
        free -= amount;
        held.put(token, own);
        return true;
    }

    /** Gives back what a token has taken. */
    synchronized void giveBack(String token, long amount) {
        free += amount;
        held.computeIfPresent(token, (name, own) -> own == amount ? null : own - amount);
    }
}
