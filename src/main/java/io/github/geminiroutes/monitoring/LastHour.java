package io.github.geminiroutes.monitoring;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What grew in each minute of the last hour. It is told the totals now and then, never of a single
 * call: the flow pays nothing for it. What grew between two tellings counts in the minute of the
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
     * @param from its first second
     * @param grown what grew in it
     */
    record Minute(Instant from, Totals grown) {}

    /** The totals as they stand now. */
    synchronized void tell(Instant now, Totals totals) {
        turn(now);
        int place = place(minute);
        ring[place] = ring[place].plus(totals.minus(last));
        last = totals;
    }

    /** All minutes, the oldest first, the one under way last. */
    synchronized List<Minute> minutes(Instant now) {
        turn(now);
        List<Minute> minutes = new ArrayList<>(MINUTES);
        for (long m = minute - MINUTES + 1; m <= minute; m++) {
            minutes.add(new Minute(Instant.ofEpochSecond(m * SECONDS), ring[place(m)]));
        }
        return minutes;
    }

    /** Empties the minutes that have begun since; a clock that was put back changes nothing. */
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
