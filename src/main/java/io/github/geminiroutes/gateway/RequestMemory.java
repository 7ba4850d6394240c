package io.github.geminiroutes.gateway;

import io.github.geminiroutes.support.JsonWeight;
import io.github.geminiroutes.support.Shares;

/**
 * The part of the heap that requests under way may take: half of it, and for one token at most
 * seven eighths of that. A request takes more than its bytes: it is in memory as it came, as text,
 * as a tree of JSON, and as it is sent. Thread-safe.
 */
final class RequestMemory {

    private final Shares shares;
    private final long step;
    private final long most;

    /**
     * @param heap the size of the whole heap in bytes
     */
    RequestMemory(long heap) {
        shares = new Shares(heap / 2);
        step = Math.max(1, heap / 512);
        most = heap / 32 * 13;
    }

    /** The most that one request can ever have: less than its share, by some steps. */
    long most() {
        return most;
    }

    /** In small steps: a large one could take the eighth that is for other tokens. */
    boolean tryTake(String token, long amount) {
        long taken = 0;
        while (taken < amount) {
            long next = Math.min(step, amount - taken);
            if (!shares.tryTake(token, next)) {
                giveBack(token, taken);
                return false;
            }
            taken += next;
        }
        return true;
    }

    /** Takes it also where it is more than the token may have. */
    void take(String token, long amount) {
        shares.take(token, amount);
    }

    void giveBack(String token, long amount) {
        if (amount > 0) {
            shares.giveBack(token, amount);
        }
    }

    /** What the request of a token has, whose bytes are in memory. */
    Held held(String token, int bytes) {
        return new Held(token, (long) bytes * JsonWeight.PER_BYTE);
    }

    /** What one request has until it is released. */
    final class Held {

        private final String token;
        private long amount;

        private Held(String token, long amount) {
            this.token = token;
            this.amount = amount;
        }

        /** Takes more for it; whether there is room. */
        synchronized boolean tryTakeMore(long more) {
            boolean isTaken = tryTake(token, more);
            amount += isTaken ? more : 0;
            return isTaken;
        }

        /** Whether it can have so much more, at least where no other request is under way. */
        synchronized boolean mayEverTake(long more) {
            return amount + more <= most;
        }

        /** Gives all of it back. */
        synchronized void release() {
            giveBack(token, amount);
            amount = 0;
        }
    }
}
