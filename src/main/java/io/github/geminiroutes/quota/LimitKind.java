package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.QuotaViolation;
import java.util.Locale;

/** The kinds of limits. Source: the Gemini API's page on rate limits. */
public enum LimitKind {
    REQUESTS_PER_MINUTE,
    INPUT_TOKENS_PER_MINUTE,
    REQUESTS_PER_DAY;

    /** The name in settings, metrics and the kept file: {@code requests-per-minute}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The limit that a violation names; null if it is none of these. */
    static LimitKind of(QuotaViolation violation) {
        boolean requests = violation.unit() == QuotaViolation.Unit.REQUESTS;
        return switch (violation.scope()) {
            case PER_MINUTE ->
                    requests
                            ? REQUESTS_PER_MINUTE
                            : violation.unit() == QuotaViolation.Unit.INPUT_TOKENS
                                    ? INPUT_TOKENS_PER_MINUTE
                                    : null;
            case PER_DAY -> requests ? REQUESTS_PER_DAY : null;
            case OTHER -> null;
        };
    }
}
