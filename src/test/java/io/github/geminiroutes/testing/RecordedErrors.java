package io.github.geminiroutes.testing;

import java.time.Duration;
import java.util.List;

/** Error answers as Google sends them, one method for each kind a client must tell apart. */
public final class RecordedErrors {
    private static final String EXHAUSTED = "RESOURCE_EXHAUSTED";

    private RecordedErrors() {}

    /** 503: the usual sign of missing capacity. */
    public static Reply overloaded() {
        return error(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");
    }

    /** 500. */
    public static Reply internal() {
        return error(500, "INTERNAL", "An internal error has occurred. Please retry.");
    }

    /** 504. */
    public static Reply deadlineExceeded() {
        return error(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.");
    }

    /** 404: misspelt or retired model. */
    public static Reply unknownModel(String model) {
        return error(
                404,
                "NOT_FOUND",
                "models/"
                        + model
                        + " is not found for API version v1beta, or is not supported for"
                        + " generateContent. Call ModelService.ListModels to see the list of"
                        + " available models and their supported methods.");
    }

    /** 403: a call without a key. */
    public static Reply noKey() {
        return error(
                403,
                "PERMISSION_DENIED",
                "Method doesn't allow unregistered callers (callers without established identity)."
                        + " Please use API Key or other form of API consumer identity to call this"
                        + " API.");
    }

    /** 400 with reason API_KEY_INVALID. */
    public static Reply badKey() {
        return new RecordedErrorBody(
                        400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.")
                .reason("API_KEY_INVALID")
                .reply();
    }

    /** 400 FAILED_PRECONDITION: the caller's region is not served. */
    public static Reply regionNotServed() {
        return error(
                400,
                "FAILED_PRECONDITION",
                "User location is not supported for the API use without a billing account linked.");
    }

    /** 400: the prompt's own fault. */
    public static Reply invalidRequest(String message) {
        return error(400, "INVALID_ARGUMENT", message);
    }

    /** 429 per minute, with the given delay in RetryInfo. */
    public static Reply perMinute(String model, Duration delay) {
        return RateLimitBody.of(
                model, List.of(new QuotaRefusal(QuotaKind.REQUESTS_PER_MINUTE, 1000, delay)));
    }

    /** 429 per day; its RetryInfo means nothing. */
    public static Reply perDay(String model) {
        return RateLimitBody.of(
                model,
                List.of(
                        new QuotaRefusal(
                                QuotaKind.REQUESTS_PER_DAY, 20, QuotaRefusal.MISLEADING_DELAY)));
    }

    /** 429 {@code limit: 0}: the model is not on this tier. */
    public static Reply limitZero(String model) {
        return RateLimitBody.of(
                model,
                List.of(
                        new QuotaRefusal(
                                QuotaKind.REQUESTS_PER_DAY, 0, QuotaRefusal.MISLEADING_DELAY)));
    }

    /** 429 for want of capacity, without details. */
    public static Reply exhausted() {
        return error(429, EXHAUSTED, "Resource has been exhausted (e.g. check quota).");
    }

    /** 429 with only a Help detail. */
    public static Reply helpOnly() {
        return new RecordedErrorBody(429, EXHAUSTED, RateLimitBody.PROSE).help().reply();
    }

    /** 429: spending too fast. */
    public static Reply spendRate() {
        return error(
                429,
                EXHAUSTED,
                "You exceeded your spend-based rate limit. Your spending rate has exceeded the"
                        + " allowed limit for your account's billing history and tier.");
    }

    /** 429: the monthly cap is reached; a person must act. */
    public static Reply spendingCap() {
        return error(
                429,
                EXHAUSTED,
                "Your project has exceeded its monthly spending cap. Please go to AI Studio at"
                        + " https://ai.studio/spend to manage your project spend cap.");
    }

    /** 429 or 402: no credit left; a person must act. */
    public static Reply prepayDepleted(int code) {
        return error(code, EXHAUSTED, "Your prepayment credits are depleted.");
    }

    private static Reply error(int code, String status, String message) {
        return new RecordedErrorBody(code, status, message).reply();
    }
}
