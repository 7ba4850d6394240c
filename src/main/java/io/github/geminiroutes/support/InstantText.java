package io.github.geminiroutes.support;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The text of a moment, the same as {@link Instant#toString}. The date and the second are kept for
 * the last seconds: what is written down of prompts, four moments for each, falls into few of them,
 * and Java would format all of it each time. Thread-safe.
 */
public final class InstantText {

    /** A prompt may wait between two of its moments: a power of two. */
    private static final int SECONDS = 64;

    private static final AtomicReferenceArray<Second> LAST = new AtomicReferenceArray<>(SECONDS);

    private InstantText() {}

    /** A second, and its text up to the fraction: {@code 2026-01-31T23:59:59}. */
    private record Second(long seconds, String text) {

        static Second of(long seconds) {
            String whole = Instant.ofEpochSecond(seconds).toString();
            return new Second(seconds, whole.substring(0, whole.length() - 1));
        }
    }

    /** For example {@code 2026-01-31T23:59:59.123456Z}. */
    public static String of(Instant moment) {
        long seconds = moment.getEpochSecond();
        int place = (int) seconds & SECONDS - 1;
        Second second = LAST.get(place);
        if (second == null || second.seconds != seconds) {
            second = Second.of(seconds);
            LAST.set(place, second);
        }
        int nanos = moment.getNano();
        if (nanos == 0) {
            return second.text + 'Z';
        }
        if (nanos % 1_000_000 == 0) {
            return of(second.text, 1_000 + nanos / 1_000_000);
        }
        return nanos % 1_000 == 0
                ? of(second.text, 1_000_000 + nanos / 1_000)
                : of(second.text, 1_000_000_000 + nanos);
    }

    /**
     * @param digits a one, which keeps the zeros after it, and the digits of the fraction
     */
    private static String of(String second, int digits) {
        String fraction = Integer.toString(digits);
        return new StringBuilder(second.length() + fraction.length() + 1)
                .append(second)
                .append('.')
                .append(fraction, 1, fraction.length())
                .append('Z')
                .toString();
    }
}
