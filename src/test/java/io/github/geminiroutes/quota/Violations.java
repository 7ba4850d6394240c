package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.QuotaViolation;
import java.time.Duration;
import java.util.List;

/** Quotas by the names Google gives them. */
final class Violations {

    private static final String SERVICE = "generativelanguage.googleapis.com/";

    private Violations() {}

    static QuotaViolation requestsPerMinute(long limit) {
        return new QuotaViolation(
                SERVICE + "generate_requests_per_model",
                "GenerateRequestsPerMinutePerProjectPerModel",
                "gemini-3.8-flash",
                limit);
    }

    static QuotaViolation tokensPerMinute(long limit) {
        return new QuotaViolation(
                SERVICE + "generate_content_paid_tier_2_input_token_count",
                "GenerateContentPaidTierInputTokensPerModelPerMinute-PaidTier2",
                "gemini-3.8-flash",
                limit);
    }

    static QuotaViolation requestsPerDay(long limit) {
        return new QuotaViolation(
                SERVICE + "generate_content_free_tier_requests",
                "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
                "gemini-3.8-flash",
                limit);
    }

    /** A 429 per minute; a null delay where the server names none. */
    static Failure perMinute(Duration delay, QuotaViolation... violations) {
        return Failure.of(FailureKind.RATE_LIMIT_PER_MINUTE, "quota exceeded")
                .withHttpCode(429)
                .withViolations(List.of(violations))
                .withRetryDelay(delay);
    }

    /** A 429 per day, with a delay that means nothing. */
    static Failure perDay(long limit) {
        return Failure.of(FailureKind.RATE_LIMIT_PER_DAY, "quota exceeded")
                .withHttpCode(429)
                .withViolations(List.of(requestsPerDay(limit)))
                .withRetryDelay(Duration.ofSeconds(32));
    }
}
