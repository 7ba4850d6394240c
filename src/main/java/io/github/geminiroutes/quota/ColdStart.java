package io.github.geminiroutes.quota;

import java.time.Duration;

/**
 * A process that has just started is still loading classes and opening connections: its calls take
 * longer to the server than those of a warm one.
 */
final class ColdStart {

    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration COLD_JOURNEY = Duration.ofMillis(700);

    private volatile Long firstDeparture;

    /**
     * How much longer than usual a call's journey may take that leaves now.
     *
     * @param now in milliseconds
     */
    Duration journey(long now) {
        if (firstDeparture == null) {
            firstDeparture = now;
        }
        return now - firstDeparture < WARM_UP.toMillis() ? COLD_JOURNEY : Duration.ZERO;
    }
}
