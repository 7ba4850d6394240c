package io.github.geminiroutes.failure;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the server asks to wait: the RetryInfo detail ("47s", "45.837906927s") and the prose
 * ("Please retry in 51.386192716s.", "1m2.5s", "380ms"). They may disagree in one body (14 s and 51
 * s have occurred): the longer one counts. Gemini sends no Retry-After header.
 */
final class RetryHint {

    /** A wait longer than a day is an error of the sender: it would stop the model for good. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final Pattern SECONDS = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,18})?)s");
    private static final Pattern PART = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,18})?)(ms|h|m|s)");
    private static final Pattern PROSE =
            Pattern.compile("\\b[Rr]etry in ((?:\\d{1,12}(?:\\.\\d{1,18})?(?:ms|h|m|s)){1,4})");

    private RetryHint() {}

    /**
     * The longest wait the body names, rounded up to whole milliseconds; null if it names no
     * plausible one.
     */
    static Duration in(ErrorBody body) {
        Duration longest = inProse(body.prose());
        for (JsonNode detail : body.detailObjects()) {
            longest = longer(longest, inRetryInfo(detail.path("retryDelay").textValue()));
        }
        return longest;
    }

    private static Duration inRetryInfo(String retryDelay) {
        Matcher seconds = SECONDS.matcher(retryDelay == null ? "" : retryDelay.strip());
        return seconds.matches() ? sensible(millis(seconds.group(1), "s")) : null;
    }

    private static Duration inProse(String prose) {
        Duration longest = null;
        for (Matcher wait = PROSE.matcher(prose); wait.find(); ) {
            BigDecimal sum = BigDecimal.ZERO;
            for (Matcher part = PART.matcher(wait.group(1)); part.find(); ) {
                sum = sum.add(millis(part.group(1), part.group(2)));
            }
            longest = longer(longest, sensible(sum));
        }
        return longest;
    }

    private static BigDecimal millis(String number, String unit) {
        long factor =
                switch (unit) {
                    case "h" -> 3_600_000;
                    case "m" -> 60_000;
                    case "s" -> 1_000;
                    default -> 1;
                };
        return new BigDecimal(number).multiply(BigDecimal.valueOf(factor));
    }

    /**
     * Rounds up: a call that is sent a fraction too early is refused again. A wait of 0 does not
     * count.
     */
    private static Duration sensible(BigDecimal millis) {
        Duration wait = Duration.ofMillis(millis.setScale(0, RoundingMode.CEILING).longValue());
        return wait.isZero() || wait.compareTo(LONGEST) > 0 ? null : wait;
    }

    private static Duration longer(Duration one, Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) >= 0 ? one : other;
    }
}
