package io.github.geminiroutes.testing;

/** The quotas Google enforces for a model, with the names they carry in a 429. */
public enum QuotaKind {
    REQUESTS_PER_MINUTE(
            "generate_requests_per_model", "GenerateRequestsPerMinutePerProjectPerModel"),
    INPUT_TOKENS_PER_MINUTE(
            "generate_content_paid_tier_input_token_count",
            "GenerateContentPaidTierInputTokensPerModelPerMinute"),
    REQUESTS_PER_DAY(
            "generate_requests_per_model_per_day", "GenerateRequestsPerDayPerProjectPerModel");

    private final String metric;
    private final String id;

    QuotaKind(String metric, String id) {
        this.metric = "generativelanguage.googleapis.com/" + metric;
        this.id = id;
    }

    /** The {@code quotaMetric} of a 429. */
    public String metric() {
        return metric;
    }

    /** The {@code quotaId} of a 429. */
    public String id() {
        return id;
    }

    long amount(PromptRequest request) {
        return this == INPUT_TOKENS_PER_MINUTE ? request.inputTokens() : 1;
    }
}
