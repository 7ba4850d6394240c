package io.github.geminiroutes.failure;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a person can do about a rate limit or a billing stop: five remedies, the most effective
 * first.
 */
final class Remedies {

    private static final int COUNT = 5;
    private static final String LINK = "\n     → ";
    private static final String SPEND_PAGE = LINK + "https://ai.studio/spend";
    private static final String USAGE_PAGE = LINK + "https://ai.dev/rate-limit";

    private static final String LOWER_CONCURRENCY =
            "Lower MAX_CONCURRENCY, so that fewer calls run at once";

    private static final List<String> COMMON =
            List.of(
                    "Upgrade your quota tier:" + LINK + "https://aistudio.google.com/apikey",
                    "Submit a quota increase request:"
                            + LINK
                            + "https://ai.google.dev/gemini-api/docs/rate-limits#request-rate-limit-increase",
                    "Implement request batching/optimization",
                    "Use caching for repeated queries");

    private Remedies() {}

    /**
     * @param wait the server's delay as text; null if it names none
     * @param reset the time of the reset of daily quotas, as text
     */
    static List<String> of(FailureKind kind, String wait, String reset) {
        return Stream.concat(first(kind, wait, reset).stream(), COMMON.stream())
                .limit(COUNT)
                .toList();
    }

    private static List<String> first(FailureKind kind, String wait, String reset) {
        return switch (kind) {
            case RATE_LIMIT_PER_DAY ->
                    List.of(
                            "Wait for the daily reset: " + reset,
                            "Use another model: each model has its own daily quota");
            case NO_QUOTA_FOR_MODEL ->
                    List.of(
                            "Choose a model that your tier includes:"
                                    + LINK
                                    + "https://ai.google.dev/gemini-api/docs/rate-limits");
            case SPEND_RATE ->
                    List.of(
                            "Wait up to 10 minutes: spending is measured over the last 10 minutes",
                            LOWER_CONCURRENCY);
            case MONTHLY_SPENDING_CAP ->
                    List.of(
                            "Raise the project's monthly spending cap:" + SPEND_PAGE,
                            "Wait for the next month");
            case PREPAY_DEPLETED ->
                    List.of(
                            "Add credits:" + SPEND_PAGE,
                            "If credits are left, wait: wrong reports have ended by themselves");
            case CAPACITY ->
                    List.of("Wait: the call is repeated with growing pauses", LOWER_CONCURRENCY);
            case QUOTA_UNEXPLAINED ->
                    List.of("Compare the project's usage with its limits:" + USAGE_PAGE);
            default ->
                    List.of(
                            wait == null
                                    ? "Wait a minute: the server named no retry period"
                                    : "Wait for the retry period (" + wait + ")");
        };
    }
}
