package io.github.geminiroutes.monitoring;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The growth of the totals in each minute of the last hour. A timer passes the totals at intervals,
 * so that single calls pay nothing for it. Growth between two updates counts in the minute of the
 * second. Thread-safe.
 */
final class LastHour {

    static final int MINUTES = 60;

    private static final int SECONDS = 60;

    private final Totals[] ring = new Totals[MINUTES];
    private Totals last = Totals.NONE;
    private long minute = Long.MIN_VALUE;

    /**
     * One minute.
     *
     * @param from the start of the minute
     * @param grown the growth in this minute
     */
    record Minute(Instant from, Totals grown) {}

    /** Updates the totals. */
    synchronized void tell(Instant now, Totals totals) {
        turn(now);
        int place = place(minute);
        ring[place] = ring[place].plus(totals.minus(last));
        last = totals;
    }

    /** All minutes, the oldest first, the current one last. */
    synchronized List<Minute> minutes(Instant now) {
        turn(now);
        List<Minute> minutes = new ArrayList<>(MINUTES);
        for (long m = minute - MINUTES + 1; m <= minute; m++) {
            minutes.add(new Minute(Instant.ofEpochSecond(m * SECONDS), ring[place(m)]));
        }
        return minutes;
    }

    /**
     * Clears the minutes that have begun since the last update; a clock that was set back changes
     * nothing.
     */
    private void turn(Instant now) {
        long current = Math.floorDiv(now.getEpochSecond(), SECONDS);
        long from = Math.max(minute, current - MINUTES);
        for (long m = from + 1; m <= current; m++) {
            ring[place(m)] = Totals.NONE;
        }
        minute = Math.max(minute, current);
    }

    private static int place(long minute) {
        return Math.floorMod(minute, MINUTES);
    }
}
