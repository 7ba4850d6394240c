package io.github.geminiroutes.failure;

import io.github.geminiroutes.support.ServerName;
import java.util.Comparator;
import java.util.Locale;

/**
 * One exceeded quota, from a QuotaFailure detail, the metadata of an ErrorInfo detail, or the
 * message.
 *
 * @param metric what is counted, such as {@code
 *     generativelanguage.googleapis.com/generate_content_free_tier_requests}; null if not named
 * @param id the quota, such as {@code GenerateRequestsPerDayPerProjectPerModel-FreeTier}; null if
 *     not named
 * @param model the model that it applies to; null if not named
 * @param limit how many a scope allows, in units; null if not named
 */
public record QuotaViolation(String metric, String id, String model, Long limit) {

    /** The period a quota is counted over. */
    public enum Scope {
        PER_MINUTE,
        PER_DAY,
        OTHER
    }

    /** What a quota counts. */
    public enum Unit {
        REQUESTS,
        INPUT_TOKENS,
        OTHER
    }

    /**
     * The worst first: no quota at all, then per day, then per minute, by the time that a prompt
     * waits for it.
     */
    static final Comparator<QuotaViolation> WORST_FIRST =
            Comparator.comparing((QuotaViolation violation) -> !violation.isNone())
                    .thenComparing(violation -> violation.scope() != Scope.PER_DAY)
                    .thenComparing(violation -> violation.scope() != Scope.PER_MINUTE);

    private static final String SERVICE_PREFIX = "generativelanguage.googleapis.com/";

    public QuotaViolation {
        metric = ServerName.of(metric);
        id = ServerName.of(id);
        model = ServerName.of(model);
    }

    /**
     * Found by a substring of the id, because the list of ids grows; by the metric if the id has
     * none.
     */
    public Scope scope() {
        Scope named = scopeIn(letters(id));
        return named == Scope.OTHER ? scopeIn(letters(metric)) : named;
    }

    /** Found by a substring of the id or the metric. */
    public Unit unit() {
        String names = letters(id) + ' ' + letters(metric);
        if (names.contains("inputtoken")) {
            return Unit.INPUT_TOKENS;
        }
        return names.contains("request") ? Unit.REQUESTS : Unit.OTHER;
    }

    /** Whether the limit is 0: the account's tier does not include the model. */
    public boolean isNone() {
        return limit != null && limit == 0;
    }

    /** The metric without the name of the service, null if not named. */
    public String shortMetric() {
        return metric != null && metric.startsWith(SERVICE_PREFIX)
                ? metric.substring(SERVICE_PREFIX.length())
                : metric;
    }

    QuotaViolation withLimit(Long newLimit) {
        return new QuotaViolation(metric, id, model, newLimit);
    }

    private static Scope scopeIn(String letters) {
        if (letters.contains("perday")) {
            return Scope.PER_DAY;
        }
        return letters.contains("perminute") ? Scope.PER_MINUTE : Scope.OTHER;
    }

    /** Makes PerDay, per_day and per-day equal. */
    private static String letters(String name) {
        return name == null ? "" : name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }
}
