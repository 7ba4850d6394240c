package io.github.geminiroutes.failure;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the quotas that a body names: in its QuotaFailure detail; else in the metadata of an
 * ErrorInfo detail, as with older quotas of Google Cloud; else in the lines "Quota exceeded for
 * metric: M, limit: N, model: X" of its message.
 */
final class QuotaReading {

    private static final Pattern LINE =
            Pattern.compile(
                    "metric: ([^\\s,]{1,300}), limit: (\\d{1,18})(?!\\d)(?:, model: ([^\\s,]{1,300}))?");
    private static final Pattern LIMIT_ZERO = Pattern.compile("\\blimit: ?0(?!\\d|\\.\\d)");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,18}");

    private QuotaReading() {}

    static List<QuotaViolation> in(ErrorBody body) {
        List<QuotaViolation> lines = inProse(body.prose());
        boolean saysZero = saysLimitZero(body);
        List<QuotaViolation> violations = new ArrayList<>();
        for (JsonNode detail : body.detailObjects()) {
            for (JsonNode violation : detail.path("violations")) {
                addNamed(violations, inQuotaFailure(violation));
            }
        }
        if (violations.isEmpty()) {
            body.detailObjects()
                    .forEach(detail -> addNamed(violations, inErrorInfo(detail.path("metadata"))));
        }
        if (violations.isEmpty()) {
            return lines;
        }
        violations.replaceAll(
                violation ->
                        violation.limit() == null
                                ? violation.withLimit(limit(violation, lines, saysZero))
                                : violation);
        return violations;
    }

    static boolean saysLimitZero(ErrorBody body) {
        return LIMIT_ZERO.matcher(body.prose()).find();
    }

    private static QuotaViolation inQuotaFailure(JsonNode violation) {
        return new QuotaViolation(
                violation.path("quotaMetric").textValue(),
                violation.path("quotaId").textValue(),
                violation.path("quotaDimensions").path("model").textValue(),
                wholeNumber(violation.path("quotaValue")));
    }

    private static QuotaViolation inErrorInfo(JsonNode metadata) {
        return new QuotaViolation(
                metadata.path("quota_metric").textValue(),
                metadata.path("quota_limit").textValue(),
                null,
                wholeNumber(metadata.path("quota_limit_value")));
    }

    private static List<QuotaViolation> inProse(String prose) {
        List<QuotaViolation> lines = new ArrayList<>();
        for (Matcher line = LINE.matcher(prose); line.find(); ) {
            lines.add(
                    new QuotaViolation(
                            line.group(1), null, line.group(3), Long.valueOf(line.group(2))));
        }
        return lines;
    }

    /**
     * The limit that the details leave out. The usual reason is a limit of 0, because protobuf does
     * not write a 0. Therefore 0 takes precedence over any other number for the same metric.
     */
    private static Long limit(
            QuotaViolation violation, List<QuotaViolation> lines, boolean saysZero) {
        List<Long> named =
                lines.stream()
                        .filter(line -> line.metric().equals(violation.metric()))
                        .map(QuotaViolation::limit)
                        .distinct()
                        .toList();
        if (named.contains(0L) || (named.isEmpty() && saysZero)) {
            return 0L;
        }
        return named.size() == 1 ? named.get(0) : null;
    }

    private static void addNamed(List<QuotaViolation> violations, QuotaViolation violation) {
        if (violation.metric() != null || violation.id() != null) {
            violations.add(violation);
        }
    }

    /**
     * Protobuf writes 64-bit numbers as text in JSON; anything but a whole number of 0 or more is
     * not a limit.
     */
    private static Long wholeNumber(JsonNode value) {
        boolean whole =
                (value.isTextual() || value.isIntegralNumber())
                        && WHOLE_NUMBER.matcher(value.asText()).matches();
        return whole ? Long.valueOf(value.asText()) : null;
    }
}
