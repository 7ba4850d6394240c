package io.github.geminiroutes.quota;

/**
 * Plans when each permit of a queue may go. A permit that has a time goes at that time even if
 * those in front of it are late, as long as there is room for them, too. A slow or missing caller
 * therefore costs the others nothing, and no permit is delayed because another one overtakes it.
 * Times in microseconds. Not thread-safe.
 */
final class AdmissionPlanner {

    private final Window window;
    private final Limits limits;
    private final WaitQueue queue;
    private final Suspension suspension;
    private final TokenRatio ratio;

    /** The earliest time of the next call that keeps the distance to the last one. */
    private long slot = Long.MIN_VALUE;

    AdmissionPlanner(
            Window window,
            Limits limits,
            WaitQueue queue,
            Suspension suspension,
            TokenRatio ratio) {
        this.window = window;
        this.limits = limits;
        this.queue = queue;
        this.suspension = suspension;
        this.ratio = ratio;
    }

    /** When a permit of the queue may go, behind all those in front of it; now or later. */
    long earliest(Permit permit, long now) {
        boolean isPaused = suspension.pausedUntil() > now;
        if (!isPaused && limits.perMinuteUnknown()) {
            return now;
        }
        queue.dropLost(permit, now);
        if (!isPaused && isDue(permit, now) && hasRoom(permit, now)) {
            return now;
        }
        return behind(permit, now).place(tokens(permit));
    }

    /** When a small call that joined the queue now would go; now or later. */
    long next(long now) {
        if (suspension.pausedUntil() <= now && limits.perMinuteUnknown()) {
            return now;
        }
        return behind(null, now).place(1);
    }

    /** The window once all in front of a permit have gone; all of the queue if it is null. */
    private WindowForecast behind(Permit permit, long now) {
        WindowForecast forecast = forecast(Math.max(now, suspension.pausedUntil()));
        for (Permit ahead : queue) {
            if (ahead == permit) {
                break;
            }
            if (isDue(ahead, now)) {
                forecast.placeDue(tokens(ahead), ahead.due);
            } else {
                forecast.place(tokens(ahead));
            }
        }
        return forecast;
    }

    /** A permit was admitted: the next one keeps the distance to the time it was given. */
    void admitted(Permit permit, long now) {
        long from = isDue(permit, now) ? permit.due : now;
        slot = Math.max(slot, from) + limits.spacing(permit.reserved);
    }

    /** Whether a permit fits now; its distance was kept when its time was given. */
    private boolean hasRoom(Permit permit, long now) {
        WindowForecast forecast = forecast(now);
        for (Permit ahead : queue) {
            long at = forecast.placeAtOnce(tokens(ahead));
            if (ahead == permit || at > now) {
                return at <= now;
            }
        }
        return false;
    }

    /** Whether the permit's time has come; a time given before the last pause does not count. */
    private boolean isDue(Permit permit, long now) {
        return permit.due != Long.MIN_VALUE
                && permit.due <= now
                && permit.due >= suspension.pausedUntil();
    }

    private WindowForecast forecast(long from) {
        return new WindowForecast(window, limits, from, slot);
    }

    private long tokens(Permit permit) {
        return ratio.correct(permit.estimate);
    }
}
