package io.github.geminiroutes.support;

import java.time.Duration;

/** Settings that are numbers of seconds, with fractions. */
public final class Seconds {

    private Seconds() {}

    /** The duration, to the nearest millisecond. */
    public static Duration toDuration(double seconds) {
        return Duration.ofMillis(toMillis(seconds));
    }

    /** The number of milliseconds, to the nearest one. */
    public static long toMillis(double seconds) {
        return Math.round(seconds * 1_000);
    }
}
