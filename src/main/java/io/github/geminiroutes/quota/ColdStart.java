package io.github.geminiroutes.quota;

import java.time.Duration;

/**
 * The longer transit to the server in a process that has just started, which is still loading
 * classes and opening connections.
 */
final class ColdStart {

    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration COLD_TRANSIT = Duration.ofMillis(700);

    private volatile Long firstDeparture;

    /**
     * How much longer than usual the transit of a call may take that leaves now.
     *
     * @param now in milliseconds
     */
    Duration transit(long now) {
        if (firstDeparture == null) {
            firstDeparture = now;
        }
        return now - firstDeparture < WARM_UP.toMillis() ? COLD_TRANSIT : Duration.ZERO;
    }
}
