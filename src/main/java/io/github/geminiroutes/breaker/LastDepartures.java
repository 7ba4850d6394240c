package io.github.geminiroutes.breaker;

import java.util.Arrays;

/**
 * The calls that left last, in the order in which they left, and how many of them have failed. The
 * answers to calls that left before an outage do not hide it here. Thread-safe.
 */
final class LastDepartures {

    private final boolean[] hasFailed;
    private long left;
    private long counted;
    private int failed;

    /**
     * @param calls how many are looked at
     */
    LastDepartures(int calls) {
        hasFailed = new boolean[calls];
    }

    /** A call leaves; returns its number. */
    synchronized long leave() {
        set(left, false);
        return left++;
    }

    /** Returns how many of the last calls have failed, with this one if it is one of them. */
    synchronized int fail(long number) {
        if (number >= counted && number >= left - hasFailed.length) {
            set(number, true);
        }
        return failed;
    }

    /** Those that have left are looked at no more. */
    synchronized void clear() {
        counted = left;
        Arrays.fill(hasFailed, false);
        failed = 0;
    }

    private void set(long number, boolean value) {
        int slot = (int) (number % hasFailed.length);
        if (hasFailed[slot] != value) {
            failed += value ? 1 : -1;
            hasFailed[slot] = value;
        }
    }
}
