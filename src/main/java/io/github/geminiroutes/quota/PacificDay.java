package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.PacificMidnight;
import java.time.Instant;
import java.time.LocalDate;

/** Counts the requests of the day in Los Angeles, whose days are 23, 24 or 25 hours long. */
final class PacificDay {

    private LocalDate date = LocalDate.MIN;
    private Instant end = Instant.MIN;
    private long requests;

    /**
     * Starts at nought when the day is over. Set back, the clock does not bring an old day back.
     */
    boolean roll(Instant now) {
        if (now.isBefore(end)) {
            return false;
        }
        date = now.atZone(PacificMidnight.ZONE).toLocalDate();
        end = PacificMidnight.after(now).toInstant();
        requests = 0;
        return true;
    }

    LocalDate date() {
        return date;
    }

    /** The midnight that ends the day. */
    Instant end() {
        return end;
    }

    long requests() {
        return requests;
    }

    void add() {
        requests++;
    }

    /** A request of a day was refused and counts for nothing. */
    void giveBack(LocalDate of) {
        if (date.equals(of) && requests > 0) {
            requests--;
        }
    }

    /** Goes on from a kept count, if it is of the day that is now. */
    void restore(LocalDate of, long count) {
        if (date.equals(of)) {
            requests += Math.max(0, count);
        }
    }
}
