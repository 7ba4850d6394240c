package io.github.geminiroutes.breaker;

import io.github.geminiroutes.support.BoundedMap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * When the probes of a model that is down leave: one after the other, by turns of the callers, and
 * at once the first of a caller whose calls did not fail. Only its own caller waits for a probe
 * that is not answered. New calls of each caller may leave beside them. Thread-safe.
 */
final class Probes {

    /** So many probes in a row keep the same distance: most outages are over by then. */
    private static final int EVEN_PROBES = 12;

    /** By how much the distance grows with each further probe. */
    private static final double GROWTH = 1.5;

    /** The longest distance, as a multiple of the first. */
    private static final double LONGEST = 12;

    /** By how much the distance grows with each probe of the same caller that is out. */
    private static final int BESIDE = 4;

    /** While a probe of its own is out, a caller asks again after this time. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    /** In this time one new call of each caller may leave beside the probes. */
    private static final Duration NEW_CALLS = Duration.ofSeconds(1);

    /** Beyond so many callers the one that asked longest ago counts as one that did not fail. */
    private static final int MOST_CALLERS = 1_000;

    private final Clock clock;
    private final Duration interval;
    private final Duration askAgain;
    private final Map<String, Tries> callers = BoundedMap.byUse(MOST_CALLERS);
    private int left;
    private Instant next = Instant.MIN;
    private Instant nextFirst = Instant.MIN;

    /** What one caller has met since the model answered last. */
    private static final class Tries {

        private boolean hasFailed;
        private int out;
        private Instant last = Instant.MIN;
        private Instant nextNew = Instant.MIN;

        private boolean isFirst() {
            return !hasFailed && out == 0;
        }
    }

    Probes(Clock clock, Duration interval) {
        this.clock = clock;
        this.interval = interval;
        this.askAgain = interval.compareTo(ASK_AGAIN) < 0 ? interval : ASK_AGAIN;
    }

    /** The model is down from now on. */
    synchronized void begin() {
        left = 0;
        next = clock.instant().plus(interval);
    }

    /** The model answers. */
    synchronized void end() {
        callers.clear();
        nextFirst = Instant.MIN;
    }

    private Tries tries(String caller) {
        return callers.computeIfAbsent(caller, name -> new Tries());
    }

    /**
     * Whether a call that was neither made nor held up before may leave beside the probes. It asks
     * once: a turn that it shared with other callers would nearly always be theirs.
     */
    synchronized boolean tryLeaveNew(String caller) {
        boolean mayLeave = isNewDue(caller);
        if (mayLeave) {
            tries(caller).nextNew = clock.instant().plus(NEW_CALLS);
        }
        return mayLeave;
    }

    /** Whether {@link #tryLeaveNew} would let one leave. */
    synchronized boolean isNewDue(String caller) {
        Tries tries = callers.get(caller);
        return tries == null || !clock.instant().isBefore(tries.nextNew);
    }

    /** Zero if a probe may leave; else how long to wait before asking again. */
    synchronized Duration tryLeave(String caller) {
        Tries tries = tries(caller);
        Instant now = clock.instant();
        Instant due = tries.isFirst() ? nextFirst : due(tries);
        if (now.isBefore(due)) {
            Duration wait = Duration.between(now, due).plusMillis(1);
            return tries.out > 0 && askAgain.compareTo(wait) < 0 ? askAgain : wait;
        }
        if (tries.isFirst()) {
            nextFirst = now.plus(askAgain);
        } else {
            left++;
            next = now.plus(distance());
        }
        tries.out++;
        tries.last = now;
        return Duration.ZERO;
    }

    /** A caller that had a probe later than others leaves the next to them, for a moment. */
    private Instant due(Tries tries) {
        long earlier =
                callers.values().stream().filter(each -> each.last.isBefore(tries.last)).count();
        Instant turn = next.plus(askAgain.multipliedBy(earlier).dividedBy(callers.size()));
        if (tries.out == 0) {
            return turn;
        }
        long times = Math.round(Math.pow(BESIDE, tries.out));
        Instant beside = tries.last.plus(distance().multipliedBy(times));
        return beside.isAfter(turn) ? beside : turn;
    }

    private Duration distance() {
        double growth = Math.pow(GROWTH, Math.max(0, left + 1 - EVEN_PROBES));
        return Duration.ofMillis(Math.round(interval.toMillis() * Math.min(LONGEST, growth)));
    }

    /** A call failed: a probe, or one that left before the model was down. */
    synchronized void fail(String caller) {
        Tries tries = tries(caller);
        tries.hasFailed = true;
        tries.out = Math.max(0, tries.out - 1);
    }

    /** A probe did not go out, or tells nothing of the model: another may leave at once. */
    synchronized void abandon(String caller) {
        Tries tries = callers.get(caller);
        if (tries == null || tries.out == 0) {
            return;
        }
        tries.out--;
        if (tries.isFirst()) {
            nextFirst = Instant.MIN;
        } else {
            left = Math.max(0, left - 1);
            next = clock.instant();
        }
    }

    /** Whether a probe has left and not ended. */
    synchronized boolean areOut() {
        return callers.values().stream().anyMatch(tries -> tries.out > 0);
    }

    /** When the next probe may leave. */
    synchronized Instant next() {
        return next;
    }
}
