package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a restart needs to know of one model, as the kept file holds it.
 *
 * @param learned the limits the server named, by the id of their kind
 * @param tokenRatio actual input tokens for each estimated one
 * @param window what was used in the last minute: time in milliseconds of the epoch, requests,
 *     input tokens
 * @param day the day in Los Angeles that is counted
 * @param dayRequests the requests of that day
 * @param pausedUntil the end of a pause; null if there is none
 * @param usedUpUntil when the quota of the day is there again; null if it is not used up. Other
 *     long stops are not kept: a person who mended the cause starts the program anew
 * @param usedUp the server's words on it
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

    /** In milliseconds: the file stays small, and what counts together counts as the latest. */
    private static final long STRETCH = 100;

    private static final long MOST_AMOUNT = 1_000_000_000_000L;

    /** A limit and the instant it was named. */
    record KeptLimit(long limit, String at) {}

    static ModelState of(
            MonotonicClock clock,
            Window window,
            Limits limits,
            RequestsOfDay day,
            Suspension closing,
            TokenRatio ratio) {
        long now = clock.now();
        Map<String, KeptLimit> learned = new TreeMap<>();
        limits.learned()
                .forEach(
                        (kind, lesson) ->
                                learned.put(
                                        kind.id(),
                                        new KeptLimit(lesson.limit(), lesson.at().toString())));
        boolean paused = closing.pausedUntil() > now;
        Decision.ClosedUntil shut = closing.shutAt(clock.wall(now));
        boolean usedUp = shut != null && shut.reason().kind() == FailureKind.RATE_LIMIT_PER_DAY;
        return new ModelState(
                learned,
                ratio.value(),
                stretches(clock, window),
                day.date().toString(),
                day.requests(),
                paused ? clock.wall(closing.pausedUntil()).toString() : null,
                usedUp ? shut.until().toString() : null,
                usedUp ? shut.reason().message() : null);
    }

    private static List<long[]> stretches(MonotonicClock clock, Window window) {
        List<long[]> stretches = new ArrayList<>();
        long[] last = null;
        for (Iterator<Window.Slice> each = window.slices(); each.hasNext(); ) {
            Window.Slice slice = each.next();
            // Up, as a call must not count for less than its time.
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
     * Puts what still holds into the parts of a new gate.
     *
     * @throws RuntimeException if this is nothing the program wrote
     */
    void into(
            MonotonicClock clock,
            Window intoWindow,
            Limits limits,
            RequestsOfDay intoDay,
            Suspension closing,
            TokenRatio ratio) {
        long now = clock.now();
        learned.forEach((kind, kept) -> restore(limits, kind, kept));
        limits.forgetOld(clock.wall(now));
        ratio.restore(tokenRatio);
        window.stream()
                .sorted(Comparator.comparingLong(stretch -> stretch[0]))
                .forEach(
                        stretch -> {
                            // A time to come is the work of a clock set back: it counts from now.
                            long time = clock.steady(Instant.ofEpochMilli(stretch[0]));
                            intoWindow.add(
                                    Math.min(time, now), amount(stretch[1]), amount(stretch[2]));
                        });
        intoWindow.roll(now);
        intoDay.restore(LocalDate.parse(day), amount(dayRequests));
        if (pausedUntil != null) {
            closing.pause(clock.steady(Instant.parse(pausedUntil)));
        }
        if (usedUpUntil != null) {
            closing.shut(
                    Instant.parse(usedUpUntil), Failure.of(FailureKind.RATE_LIMIT_PER_DAY, usedUp));
        }
    }

    private static void restore(Limits limits, String id, KeptLimit kept) {
        for (LimitKind kind : LimitKind.values()) {
            if (kind.id().equals(id) && kept.limit() > 0) {
                limits.learn(kind, new Limits.Lesson(kept.limit(), Instant.parse(kept.at())));
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
