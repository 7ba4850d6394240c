package io.github.geminiroutes.quota;

import java.time.Duration;

/**
 * The longer transit to the server in a process that has just started, which is still loading
 * classes and opening connections.
 */
final class ColdStart {

    private static final Duration WARM_UP = Duration.ofSeconds(3);

    /**
     * Instances that start together on one machine are slower than one. It costs little: the shared
     * quota takes no call for later than its answer.
     */
    private static final Duration WARM_UP_OF_SEVERAL = Duration.ofSeconds(10);

    private static final Duration COLD_TRANSIT = Duration.ofMillis(700);

    private static final Duration COLD_TRANSIT_OF_SEVERAL = Duration.ofMillis(1_400);

    private volatile Long firstDeparture;

    /**
     * How much longer than usual the transit of a call may take that leaves now.
     *
     * @param now in milliseconds
     */
    Duration transit(long now) {
        return isWithin(WARM_UP, now) ? COLD_TRANSIT : Duration.ZERO;
    }

    /** The same where instances share a quota, and with it mostly a machine. */
    Duration transitOfSeveral(long now) {
        return isWithin(WARM_UP_OF_SEVERAL, now) ? COLD_TRANSIT_OF_SEVERAL : Duration.ZERO;
    }

    private boolean isWithin(Duration time, long now) {
        if (firstDeparture == null) {
            firstDeparture = now;
        }
        return now - firstDeparture < time.toMillis();
    }
}
