package io.github.geminiroutes.generate;

import java.time.Duration;
import java.time.Instant;

/**
 * How long one call has waited for limits that are said to end within minutes. A wait without an
 * end would keep a drain for ever: after a while the prompt is parked, and its next round may be
 * luckier.
 */
final class LimitPatience {

    private static final int MANY = 5;
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private Instant since;
    private int limits;
    private boolean isOver;

    /** Notes that an attempt met such a limit. */
    void meet(Instant now) {
        limits++;
        if (since == null) {
            since = now;
        }
        isOver = limits >= MANY && Duration.between(since, now).compareTo(LONGEST) >= 0;
    }

    /** Notes that the edge makes the call again: it does not wait here. */
    void leaveToEdge() {
        isOver = true;
    }

    /** Whether the call is to be made later. */
    boolean isOver() {
        return isOver;
    }
}
