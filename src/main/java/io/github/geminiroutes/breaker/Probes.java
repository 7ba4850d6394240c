package io.github.geminiroutes.breaker;

import io.github.geminiroutes.support.BoundedMap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;

/**
 * When the probes of a model that is down leave. Each caller has probes of its own: none holds the
 * others up by calls that fail or hang. A caller whose calls did not fail has its first at once.
 * Thread-safe.
 */
final class Probes {

    /** So many probes in a row keep the same distance: most outages are over by then. */
    private static final int EVEN_PROBES = 12;

    /** By how much the distance grows with each further probe that fails. */
    private static final double GROWTH = 1.5;

    /** The longest distance, as a multiple of the first. */
    private static final double LONGEST = 12;

    /**
     * The time between probes of different callers: a true outage costs no more where they are
     * many. While a probe of its own is out, a caller asks again after it.
     */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    /** Beyond so many callers the one that asked longest ago counts as one that did not fail. */
    private static final int MOST_CALLERS = 1_000;

    private final Clock clock;
    private final Duration interval;
    private final Duration askAgain;
    private final Map<String, Tries> callers = BoundedMap.byUse(MOST_CALLERS);
    private Instant nextOfAll = Instant.MIN;

    /** What one caller has met since the model answered last. */
    private static final class Tries {

        private int failed;
        private int out;
        private Instant next;
    }

    Probes(Clock clock, Duration interval) {
        this.clock = clock;
        this.interval = interval;
        this.askAgain = interval.compareTo(ASK_AGAIN) < 0 ? interval : ASK_AGAIN;
    }

    /** Zero if a probe may leave; else how long to wait before asking again. */
    synchronized Duration tryLeave(String caller) {
        Instant now = clock.instant();
        Tries tries = callers.get(caller);
        Instant due = tries == null || tries.next.isBefore(nextOfAll) ? nextOfAll : tries.next;
        if (now.isBefore(due)) {
            Duration wait = Duration.between(now, due).plusMillis(1);
            boolean isProbing = tries != null && tries.out > 0;
            return isProbing && askAgain.compareTo(wait) < 0 ? askAgain : wait;
        }
        tries = callers.computeIfAbsent(caller, name -> new Tries());
        tries.out++;
        tries.next = now.plus(distance(tries));
        nextOfAll = now.plus(askAgain);
        return Duration.ZERO;
    }

    /**
     * A call failed.
     *
     * @param isDown whether the model was down before: then it may be a probe, or a call that left
     *     earlier
     */
    synchronized void fail(String caller, boolean isDown) {
        Tries tries = callers.computeIfAbsent(caller, name -> new Tries());
        if (tries.out > 0) {
            tries.out--;
            tries.failed++;
        } else if (isDown && tries.next != null) {
            return;
        }
        tries.next = clock.instant().plus(distance(tries));
    }

    /** A probe did not go out, or tells nothing of the model: another may leave at once. */
    synchronized void abandon(String caller) {
        Tries tries = callers.get(caller);
        if (tries != null && tries.out > 0) {
            tries.out--;
            tries.next = clock.instant();
            nextOfAll = Instant.MIN;
        }
    }

    /** The model answers. */
    synchronized void end() {
        callers.clear();
        nextOfAll = Instant.MIN;
    }

    /** Whether a probe has left and not ended. */
    synchronized boolean areOut() {
        return callers.values().stream().anyMatch(tries -> tries.out > 0);
    }

    /** When the next probe may leave. */
    synchronized Instant next() {
        return callers.values().stream()
                .map(tries -> tries.next)
                .min(Comparator.naturalOrder())
                .orElseGet(clock::instant);
    }

    /**
     * The time to a caller's next probe. One that is not answered is waited for no longer than the
     * distance, and each that is out beside it doubles that: few hang at a time, however long.
     */
    private Duration distance(Tries tries) {
        double growth = Math.pow(GROWTH, Math.max(0, tries.failed + 1 - EVEN_PROBES));
        double beside = Math.pow(2, Math.max(0, tries.out - 1));
        return Duration.ofMillis(
                Math.round(interval.toMillis() * Math.min(LONGEST, growth) * beside));
    }
}
