package io.github.geminiroutes.failure;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * The delay of the HTTP header {@code Retry-After}: seconds, or a date. Gemini sends none; gateways
 * and proxies do.
 */
public final class RetryAfter {

    /** No gateway may hold the calls up for longer: the next call asks again. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private RetryAfter() {}

    /**
     * @param value the header's value; may be null
     * @param now decides how far off a date is
     * @return at most five minutes; null if the value names no time after now
     */
    public static Duration delay(String value, Instant now) {
        Duration delay = value == null ? null : parse(value.strip(), now);
        if (delay == null || delay.isZero() || delay.isNegative()) {
            return null;
        }
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }

    private static Duration parse(String value, Instant now) {
        if (SECONDS.matcher(value).matches()) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            return Duration.between(
                    now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value)));
        } catch (DateTimeException e) {
            // A header that cannot be read names no time.
            return null;
        }
    }
}
