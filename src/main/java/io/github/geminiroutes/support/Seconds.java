package io.github.geminiroutes.support;

import java.time.Duration;

/** Settings that are numbers of seconds, with fractions. */
public final class Seconds {

    /** Ten years: longer durations overflow where they double. */
    public static final long MOST = 10L * 366 * 86_400;

    private Seconds() {}

    /** The duration, to the nearest millisecond. */
    public static Duration toDuration(double seconds) {
        return Duration.ofMillis(toMillis(seconds));
    }

    /** The number of milliseconds, to the nearest one; of more than {@link #MOST} that of it. */
    public static long toMillis(double seconds) {
        return Math.round(Math.min(seconds, MOST) * 1_000);
    }
}
