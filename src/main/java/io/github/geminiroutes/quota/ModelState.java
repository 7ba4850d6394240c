package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.support.PacificDay;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The state of one model in the file that a restart reads.
 *
 * @param learned the limits the server named, by the id of their kind
 * @param tokenRatio actual input tokens for each estimated one
 * @param window what was used in the last minute: time in milliseconds of the epoch, requests,
 *     input tokens
 * @param day the day in Los Angeles that is counted
 * @param dayRequests the requests of that day
 * @param pausedUntil the end of a pause; null if there is none
 * @param usedUpUntil when the daily quota resets; null if it is not used up. Other long stops are
 *     not kept, so that a restart after the removal of their cause ends them
 * @param usedUp the server's message about it
 */
record ModelState(
        Map<String, KeptLimit> learned,
        double tokenRatio,
        List<long[]> window,
        String day,
        long dayRequests,
        String pausedUntil,
        String usedUpUntil,
        String usedUp) {

    /** In milliseconds. Calls of one stretch count as the latest of them: the file stays small. */
    private static final long STRETCH = 100;

    /** In microseconds: what is said to last longer is a long stop, see {@link RateLimitSignal}. */
    private static final long LONGEST_PAUSE = 300_000_000;

    private static final long MOST_AMOUNT = 1_000_000_000_000L;

    /** A limit and the instant it was named. */
    record KeptLimit(long limit, String at) {}

    static ModelState of(
            MonotonicClock clock,
            Window window,
            Limits limits,
            RequestsOfDay day,
            Suspension suspension,
            TokenRatio ratio) {
        long now = clock.now();
        Map<String, KeptLimit> learned = new TreeMap<>();
        limits.learned()
                .forEach(
                        (kind, limit) ->
                                learned.put(
                                        kind.id(),
                                        new KeptLimit(limit.limit(), limit.at().toString())));
        boolean paused = suspension.pausedUntil() > now;
        Decision.Rejected stop = suspension.stopAt(clock.wall(now));
        boolean usedUp = stop != null && stop.reason().kind() == FailureKind.RATE_LIMIT_PER_DAY;
        return new ModelState(
                learned,
                ratio.value(),
                stretches(clock, window),
                day.day().toString(),
                day.requests(),
                paused ? clock.wall(suspension.pausedUntil()).toString() : null,
                usedUp ? stop.until().toString() : null,
                usedUp ? stop.reason().message() : null);
    }

    private static List<long[]> stretches(MonotonicClock clock, Window window) {
        List<long[]> stretches = new ArrayList<>();
        long[] last = null;
        for (Iterator<Window.Slice> each = window.slices(); each.hasNext(); ) {
            Window.Slice slice = each.next();
            // Rounded up, because a call must not count for less than its time.
            long millis = clock.wall(slice.time() + 999).toEpochMilli();
            if (last == null || last[0] / STRETCH != millis / STRETCH) {
                last = new long[3];
                stretches.add(last);
            }
            last[0] = millis;
            last[1] += slice.requests();
            last[2] += slice.tokens();
        }
        return stretches;
    }

    /**
     * Restores the parts of a new gate, as far as the state is still valid.
     *
     * @throws RuntimeException if this cannot be a state that the program wrote
     */
    void restoreInto(
            MonotonicClock clock,
            Window intoWindow,
            Limits limits,
            RequestsOfDay intoDay,
            Suspension suspension,
            TokenRatio ratio) {
        long now = clock.now();
        Instant wall = clock.wall(now);
        learned.forEach((kind, kept) -> restore(limits, kind, kept, wall));
        limits.forgetOld(wall);
        ratio.restore(tokenRatio);
        window.stream()
                .sorted(Comparator.comparingLong(stretch -> stretch[0]))
                .forEach(
                        stretch -> {
                            // A time in the future is from before the clock was set back: it counts
                            // from now.
                            long time = clock.monotonic(Instant.ofEpochMilli(stretch[0]));
                            intoWindow.add(
                                    Math.min(time, now), amount(stretch[1]), amount(stretch[2]));
                        });
        intoWindow.roll(now);
        intoDay.restore(LocalDate.parse(day), amount(dayRequests));
        if (pausedUntil != null) {
            long end = clock.monotonic(Instant.parse(pausedUntil));
            suspension.pause(Math.min(end, now + LONGEST_PAUSE));
        }
        if (usedUpUntil != null) {
            restoreStop(Instant.parse(usedUpUntil), clock.wall(now), suspension);
        }
    }

    /** No day ends later than today: such an end is of a clock that was ahead, and is put right. */
    private void restoreStop(Instant until, Instant now, Suspension suspension) {
        if (!until.isAfter(PacificDay.at(now).end())) {
            suspension.stop(until, Failure.of(FailureKind.RATE_LIMIT_PER_DAY, usedUp));
        }
    }

    private static void restore(Limits limits, String id, KeptLimit kept, Instant now) {
        Instant at = Instant.parse(kept.at());
        for (LimitKind kind : LimitKind.values()) {
            if (kind.id().equals(id) && kept.limit() > 0) {
                limits.learn(kind, new LearnedLimit(kept.limit(), at.isAfter(now) ? now : at));
            }
        }
    }

    private static long amount(long kept) {
        if (kept < 0 || kept > MOST_AMOUNT) {
            throw new IllegalArgumentException("not an amount: " + kept);
        }
        return kept;
    }
}
