package io.github.geminiroutes.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** The 429 of a violated quota, as recorded from the paid tier. */
final class RateLimitBody {
    static final String PROSE =
            "You exceeded your current quota, please check your plan and billing details. For more"
                    + " information on this error, head to:"
                    + " https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current"
                    + " usage, head to: https://ai.dev/rate-limit. ";

    private RateLimitBody() {}

    static Reply of(String model, List<QuotaRefusal> refusals) {
        Duration wait =
                refusals.stream()
                        .map(QuotaRefusal::delay)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO);
        RecordedErrorBody body =
                new RecordedErrorBody(429, "RESOURCE_EXHAUSTED", message(model, refusals, wait));
        body.help();
        ArrayNode violations = body.detail("QuotaFailure").putArray("violations");
        refusals.forEach(refusal -> describe(model, refusal, violations.addObject()));
        return body.retryAfter(wait).reply();
    }

    private static String message(String model, List<QuotaRefusal> refusals, Duration wait) {
        StringBuilder message = new StringBuilder(PROSE);
        for (QuotaRefusal refusal : refusals) {
            message.append("\n* Quota exceeded for metric: ").append(refusal.kind().metric());
            message.append(", limit: ").append(refusal.limit());
            message.append(", model: ").append(model);
        }
        return message.append("\nPlease retry in ")
                .append(RecordedErrorBody.seconds(wait))
                .append('.')
                .toString();
    }

    private static void describe(String model, QuotaRefusal refusal, ObjectNode violation) {
        violation.put("quotaMetric", refusal.kind().metric());
        violation.put("quotaId", refusal.kind().id());
        violation.putObject("quotaDimensions").put("location", "global").put("model", model);
        if (refusal.limit() > 0) { // Google leaves the value out where the tier has none
            violation.put("quotaValue", Long.toString(refusal.limit()));
        }
    }
}
