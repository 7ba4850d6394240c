package io.github.geminiroutes.quota;

/**
 * When each ticket of a line may go. A ticket that was told a time goes at that time even where
 * those in front of it are late, as long as there is room for them too; so a caller that is slow,
 * or gone, costs the others nothing, and nobody's turn comes later for being overtaken. Times in
 * microseconds. Not thread-safe.
 */
final class AdmissionPlanner {

    private final Window window;
    private final Limits limits;
    private final WaitQueue line;
    private final Suspension closing;
    private final TokenRatio ratio;

    /** When the next call keeps its distance to the last. */
    private long slot = Long.MIN_VALUE;

    AdmissionPlanner(
            Window window, Limits limits, WaitQueue line, Suspension closing, TokenRatio ratio) {
        this.window = window;
        this.limits = limits;
        this.line = line;
        this.closing = closing;
        this.ratio = ratio;
    }

    /** When a ticket of the line may go, given all those in front of it; now or later. */
    long earliest(Permit ticket, long now) {
        boolean isPaused = closing.pausedUntil() > now;
        if (!isPaused && limits.perMinuteUnknown()) {
            return now;
        }
        line.dropLost(ticket, now);
        if (!isPaused && isDue(ticket, now) && hasRoom(ticket, now)) {
            return now;
        }
        return behind(ticket, now).place(tokens(ticket));
    }

    /** When a small call would go that joined the line now; now or later. */
    long next(long now) {
        if (closing.pausedUntil() <= now && limits.perMinuteUnknown()) {
            return now;
        }
        return behind(null, now).place(1);
    }

    /** All that are in front of a ticket have their places; in front of none: all of the line. */
    private WindowForecast behind(Permit ticket, long now) {
        WindowForecast schedule = schedule(Math.max(now, closing.pausedUntil()));
        for (Permit ahead : line) {
            if (ahead == ticket) {
                break;
            }
            if (isDue(ahead, now)) {
                schedule.placeDue(tokens(ahead), ahead.due);
            } else {
                schedule.place(tokens(ahead));
            }
        }
        return schedule;
    }

    /** The ticket goes now: whoever follows keeps the distance to the time it was given. */
    void taken(Permit ticket, long now) {
        long from = isDue(ticket, now) ? ticket.due : now;
        slot = Math.max(slot, from) + limits.spacing(ticket.reserved);
    }

    /** Its distance was kept when its time was given; what counts now is the room. */
    private boolean hasRoom(Permit ticket, long now) {
        WindowForecast schedule = schedule(now);
        for (Permit ahead : line) {
            long at = schedule.placeAtOnce(tokens(ahead));
            if (ahead == ticket || at > now) {
                return at <= now;
            }
        }
        return false;
    }

    /** Whether the ticket's time has come; a time given before the last pause is worth nothing. */
    private boolean isDue(Permit ticket, long now) {
        return ticket.due != Long.MIN_VALUE
                && ticket.due <= now
                && ticket.due >= closing.pausedUntil();
    }

    private WindowForecast schedule(long from) {
        return new WindowForecast(window, limits, from, slot);
    }

    private long tokens(Permit ticket) {
        return ratio.correct(ticket.estimate);
    }
}
