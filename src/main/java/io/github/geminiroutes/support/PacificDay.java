package io.github.geminiroutes.support;

import java.time.Instant;
import java.time.LocalDate;

/** Counts the requests of the day in Los Angeles, whose days are 23, 24 or 25 hours long. */
public final class PacificDay {

    private LocalDate date = LocalDate.MIN;
    private Instant end = Instant.MIN;
    private long requests;

    /**
     * Starts at nought when the day is over. Set back, the clock does not bring an old day back.
     */
    public boolean roll(Instant now) {
        if (now.isBefore(end)) {
            return false;
        }
        date = now.atZone(PacificMidnight.ZONE).toLocalDate();
        end = PacificMidnight.after(now).toInstant();
        requests = 0;
        return true;
    }

    public LocalDate date() {
        return date;
    }

    /** The midnight that ends the day. */
    public Instant end() {
        return end;
    }

    public long requests() {
        return requests;
    }

    public void add() {
        requests++;
    }

    /** A request of a day was refused and counts for nothing. */
    public void giveBack(LocalDate of) {
        if (date.equals(of) && requests > 0) {
            requests--;
        }
    }

    /** Goes on from a kept count, if it is of the day that is now. */
    public void restore(LocalDate of, long count) {
        if (date.equals(of)) {
            requests += Math.max(0, count);
        }
    }
}
