package io.github.geminiroutes.table;

import java.util.Arrays;

/** Where the outcome of each row stands in the progress file: eight bytes a row. Thread-safe. */
public final class Places {

    /** The row has no outcome yet. */
    public static final long NONE = -1;

    private long[] places = new long[64];

    /** Creates one without a row. */
    public Places() {
        Arrays.fill(places, NONE);
    }

    /** Notes where the outcome of a row stands. */
    public synchronized void set(long row, long place) {
        int index = Math.toIntExact(row);
        if (index >= places.length) {
            int before = places.length;
            places = Arrays.copyOf(places, Math.max(index + 1, before + before / 2));
            Arrays.fill(places, before, places.length, NONE);
        }
        places[index] = place;
    }

    /** Where the outcome of a row stands; {@link #NONE} if it has none. */
    public synchronized long get(long row) {
        return row < places.length ? places[(int) row] : NONE;
    }
}
