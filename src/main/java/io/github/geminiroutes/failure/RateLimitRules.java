package io.github.geminiroutes.failure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Distinguishes the kinds of 429 and 402: by the quotas that the body names, then by "limit: 0",
 * then by the prose. The prose "You exceeded your current quota, please check your plan and billing
 * details" introduces a harmless per-minute limit and a lasting one, so that it never decides
 * alone. Both codes share the gRPC status RESOURCE_EXHAUSTED.
 */
final class RateLimitRules {

    private RateLimitRules() {}

    static FailureKind tooManyRequests(
            ErrorBody body, List<QuotaViolation> violations, Duration retryDelay) {
        FailureKind byQuota = byQuota(violations);
        if (byQuota != null) {
            return byQuota;
        }
        if (violations.isEmpty() && QuotaReading.saysLimitZero(body)) {
            return FailureKind.NO_QUOTA_FOR_MODEL;
        }
        FailureKind billing = billing(body);
        if (billing != null) {
            return billing;
        }
        if (retryDelay != null) {
            // Whatever the limit is, the server names the time of its end.
            return FailureKind.RATE_LIMIT_PER_MINUTE;
        }
        boolean quotaMeant = !violations.isEmpty() || mentions(body, "exceeded your current quota");
        return quotaMeant ? FailureKind.QUOTA_UNEXPLAINED : FailureKind.CAPACITY;
    }

    static FailureKind paymentRequired(ErrorBody body) {
        return billing(body) == FailureKind.MONTHLY_SPENDING_CAP
                ? FailureKind.MONTHLY_SPENDING_CAP
                : FailureKind.PREPAY_DEPLETED;
    }

    /** The worst quota decides; null if none has a known period. */
    private static FailureKind byQuota(List<QuotaViolation> violations) {
        QuotaViolation worst = violations.stream().min(QuotaViolation.WORST_FIRST).orElse(null);
        if (worst == null) {
            return null;
        }
        if (worst.isNone()) {
            return FailureKind.NO_QUOTA_FOR_MODEL;
        }
        return switch (worst.scope()) {
            case PER_DAY -> FailureKind.RATE_LIMIT_PER_DAY;
            case PER_MINUTE -> FailureKind.RATE_LIMIT_PER_MINUTE;
            case OTHER -> null;
        };
    }

    private static FailureKind billing(ErrorBody body) {
        if (mentions(body, "spend-based rate limit")) {
            return FailureKind.SPEND_RATE;
        }
        if (mentions(body, "monthly spending cap")) {
            return FailureKind.MONTHLY_SPENDING_CAP;
        }
        return mentions(body, "prepayment credits are depleted")
                ? FailureKind.PREPAY_DEPLETED
                : null;
    }

    private static boolean mentions(ErrorBody body, String words) {
        return body.prose().toLowerCase(Locale.ROOT).contains(words);
    }
}
