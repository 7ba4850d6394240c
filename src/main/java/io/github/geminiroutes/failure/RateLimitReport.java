package io.github.geminiroutes.failure;

import io.github.geminiroutes.support.PacificDay;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The report beside a prompt that failed or was parked because of a rate limit or a billing stop.
 * All values come from the body of the error; a value that it does not contain is reported as
 * missing.
 */
public final class RateLimitReport {

    private static final Set<FailureKind> KINDS =
            EnumSet.of(
                    FailureKind.RATE_LIMIT_PER_MINUTE,
                    FailureKind.RATE_LIMIT_PER_DAY,
                    FailureKind.NO_QUOTA_FOR_MODEL,
                    FailureKind.SPEND_RATE,
                    FailureKind.MONTHLY_SPENDING_CAP,
                    FailureKind.PREPAY_DEPLETED,
                    FailureKind.CAPACITY,
                    FailureKind.QUOTA_UNEXPLAINED);

    private static final int WIDTH = 60;
    private static final String NOT_NAMED = "not named by the server";
    private static final DateTimeFormatter RESET =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z '(America/Los_Angeles)'", Locale.US);

    private static final String PREVENTION =
            """
            🛡️ Prevention Strategies:
              • Monitor usage metrics regularly
              • Implement request prioritization
              • Use smaller batch sizes
              • Cache frequent requests
              • Distribute load across time

            ⚙️ Settings That Do This:
              • Urgent prompts first: priority: high in the head
              • Other hours: gemini.hours=22:00-06:00
              • Half the price, for what can wait: tier: flex in the head
              • Fewer calls at a time: MAX_CONCURRENCY
              • Another model where one is used up: gemini.fallback-models
            """;

    private RateLimitReport() {}

    /** Whether the failure is a rate limit or a billing stop: only these have this report. */
    public static boolean appliesTo(Failure failure) {
        return KINDS.contains(failure.kind());
    }

    /**
     * @param failure one that {@link #appliesTo} holds for
     * @param model the model requested, shown if the body names none; may be null
     * @param at when it happened, decides which midnight a daily quota waits for
     * @return the report, lines ended by \n
     */
    public static String of(Failure failure, String model, Instant at) {
        String reset = RESET.format(PacificDay.at(at).midnight());
        StringBuilder report = new StringBuilder("🚨 RATE LIMIT ERROR ENCOUNTERED\n");
        report.append("=".repeat(WIDTH))
                .append('\n')
                .append(wrapped(introduction(failure)))
                .append('\n');
        details(report, failure, model, reset);
        solutions(report, failure, reset);
        return report.append(PREVENTION).toString();
    }

    private static void details(StringBuilder report, Failure failure, String model, String reset) {
        report.append("📊 Error Details:\n");
        line(report, "Status", failure.status());
        for (QuotaViolation violation : failure.violations()) {
            line(report, "Quota Metric", violation.shortMetric());
            line(report, "Current Limit", limit(violation));
        }
        if (failure.violations().isEmpty()) {
            line(report, "Quota Metric", null);
            line(report, "Current Limit", null);
        }
        line(report, "Model Affected", models(failure, model));
        line(report, "Suggested Retry Delay", suggestedDelay(failure));
        if (failure.kind() == FailureKind.RATE_LIMIT_PER_DAY) {
            line(report, "Quota Resets", reset);
        }
        if (failure.violations().isEmpty()) {
            line(report, "Server Message", failure.message());
        }
        report.append('\n');
    }

    private static void solutions(StringBuilder report, Failure failure, String reset) {
        report.append("🔧 Possible Solutions:\n");
        int number = 1;
        for (String remedy :
                Remedies.of(failure.kind(), seconds(failure.retryDelay(), " seconds"), reset)) {
            report.append("  ").append(number++).append(". ").append(remedy).append('\n');
        }
        report.append('\n');
    }

    private static void line(StringBuilder report, String name, String value) {
        report.append("  • ")
                .append(name)
                .append(": ")
                .append(value == null ? NOT_NAMED : value)
                .append('\n');
    }

    private static String introduction(Failure failure) {
        String error =
                switch (failure.kind()) {
                    case MONTHLY_SPENDING_CAP, PREPAY_DEPLETED -> "billing stop";
                    default -> "rate limit error";
                };
        String meaning =
                switch (failure.kind()) {
                    case RATE_LIMIT_PER_DAY -> "we've exceeded the current API quota for today.";
                    case NO_QUOTA_FOR_MODEL -> "the current tier has no API quota for this model.";
                    case SPEND_RATE -> "we've spent faster than the current tier allows.";
                    case MONTHLY_SPENDING_CAP ->
                            "the project has reached its monthly spending cap.";
                    case PREPAY_DEPLETED -> "the account's prepaid credits are used up.";
                    case CAPACITY -> "the service is short of capacity; it names no quota of ours.";
                    case QUOTA_UNEXPLAINED ->
                            "we've exceeded an API quota; the server does not say which.";
                    default -> "we've exceeded the current API quota.";
                };
        String code = failure.httpCode() == 0 ? "" : " (" + failure.httpCode() + ")";
        return "I've encountered a " + error + code + ". This means " + meaning;
    }

    private static String limit(QuotaViolation violation) {
        if (violation.limit() == null) {
            return null;
        }
        String unit =
                switch (violation.unit()) {
                    case REQUESTS -> " requests";
                    case INPUT_TOKENS -> " tokens";
                    case OTHER -> "";
                };
        String period =
                switch (violation.scope()) {
                    case PER_MINUTE -> unit.isEmpty() ? " per minute" : "/minute";
                    case PER_DAY -> unit.isEmpty() ? " per day" : "/day";
                    case OTHER -> " (period " + NOT_NAMED + ")";
                };
        return violation.limit() + unit + period;
    }

    private static String models(Failure failure, String asked) {
        List<String> named =
                failure.violations().stream()
                        .map(QuotaViolation::model)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList();
        return named.isEmpty() ? ServerText.oneLine(asked) : String.join(", ", named);
    }

    /** Bodies of lasting limits name a delay of some seconds, too. */
    private static String suggestedDelay(Failure failure) {
        String delay = seconds(failure.retryDelay(), "s");
        if (delay == null || failure.kind().disposition() != Disposition.PARK) {
            return delay;
        }
        return failure.kind() == FailureKind.RATE_LIMIT_PER_DAY
                ? delay + " (means nothing for a limit per day)"
                : delay + " (means nothing here: waiting does not help)";
    }

    /** Rounded up to a tenth: a retry after this delay is not too early. */
    private static String seconds(Duration delay, String unit) {
        if (delay == null) {
            return null;
        }
        BigDecimal tenths =
                BigDecimal.valueOf(delay.toMillis(), 3).setScale(1, RoundingMode.CEILING);
        return tenths.stripTrailingZeros().toPlainString() + unit;
    }

    private static String wrapped(String sentence) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (String word : sentence.split(" ")) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                text.append('\n');
                column = 0;
            } else if (column > 0) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        return text.append('\n').toString();
    }
}
