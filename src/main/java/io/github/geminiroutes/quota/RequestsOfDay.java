package io.github.geminiroutes.quota;

import io.github.geminiroutes.support.PacificDay;
import java.time.Instant;
import java.time.LocalDate;

/** Counts the requests of the current day in Los Angeles. Not thread-safe. */
final class RequestsOfDay {

    private PacificDay day = PacificDay.NONE;
    private long requests;

    /**
     * Starts at zero when the day is over. A clock that is set back does not bring an old day back.
     *
     * @return whether a new day has begun
     */
    boolean roll(Instant now) {
        if (!day.isOver(now)) {
            return false;
        }
        day = PacificDay.at(now);
        requests = 0;
        return true;
    }

    LocalDate date() {
        return day.date();
    }

    /** The midnight that ends the day. */
    Instant end() {
        return day.end();
    }

    long requests() {
        return requests;
    }

    void add() {
        requests++;
    }

    /** Takes a request of a day back: it does not count. */
    void giveBack(LocalDate of) {
        if (date().equals(of) && requests > 0) {
            requests--;
        }
    }

    /** Adds a kept count if it is of the current day. */
    void restore(LocalDate of, long count) {
        if (date().equals(of)) {
            requests += Math.max(0, count);
        }
    }
}
