package io.github.geminiroutes.failure;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.ServerName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What went wrong with one call. The constructor cleans the texts: each is one line of bounded
 * length without anything that looks like a key.
 *
 * @param kind what went wrong
 * @param httpCode the HTTP code; 0 if there was none
 * @param status the gRPC status of the body, such as RESOURCE_EXHAUSTED; null if none
 * @param message the server's message, or ours if it sent none; one line
 * @param violations the quotas exceeded, worst first, at most 20; empty if none is named
 * @param retryDelay the delay that the server asks for; null if it names none
 * @param details more for a person to read: ratings, field violations, details of the error body;
 *     may be null
 */
public record Failure(
        FailureKind kind,
        int httpCode,
        String status,
        String message,
        List<QuotaViolation> violations,
        Duration retryDelay,
        JsonNode details) {

    private static final int MAX_VIOLATIONS = 20;

    public Failure {
        Objects.requireNonNull(kind, "kind");
        status = ServerName.of(status);
        message = message == null ? "" : ServerText.oneLine(message);
        violations = violations == null ? List.of() : worstFirst(violations);
        details = ServerText.withoutKeys(details);
    }

    /** A failure without an HTTP response. */
    public static Failure of(FailureKind kind, String message) {
        return new Failure(kind, 0, null, message, List.of(), null, null);
    }

    public Failure withKind(FailureKind newKind) {
        return new Failure(newKind, httpCode, status, message, violations, retryDelay, details);
    }

    public Failure withMessage(String newMessage) {
        return new Failure(kind, httpCode, status, newMessage, violations, retryDelay, details);
    }

    public Failure withHttpCode(int code) {
        return new Failure(kind, code, status, message, violations, retryDelay, details);
    }

    public Failure withRetryDelay(Duration delay) {
        return new Failure(kind, httpCode, status, message, violations, delay, details);
    }

    public Failure withViolations(List<QuotaViolation> quotas) {
        return new Failure(kind, httpCode, status, message, quotas, retryDelay, details);
    }

    public Failure withDetails(JsonNode newDetails) {
        return new Failure(kind, httpCode, status, message, violations, retryDelay, newDetails);
    }

    /**
     * Kind, code, status and message in one line: {@code overloaded: 503 UNAVAILABLE: The model is
     * overloaded.}
     */
    public String summary() {
        StringBuilder line = new StringBuilder(kind.id());
        if (httpCode != 0) {
            line.append(": ").append(httpCode);
        }
        if (status != null) {
            line.append(httpCode == 0 ? ": " : " ").append(status);
        }
        return message.isEmpty() ? line.toString() : line.append(": ").append(message).toString();
    }

    /**
     * Whether the requested model does not exist or was retired, by the server's message: a 404 for
     * a file names a file.
     */
    public boolean isOfMissingModel() {
        return kind == FailureKind.NOT_FOUND && httpCode == 404 && message.startsWith("models/");
    }

    /**
     * Whether Google has no such file or batch job as the call names, or does not show it to this
     * key: for a file, missing, expired and another's are the same 403. A refusal of the key, and a
     * page of something on the way, say nothing of what Google has.
     */
    public boolean isOfMissingResource() {
        return kind == FailureKind.NOT_FOUND && !isOfMissingModel() && !isOfMissingCache();
    }

    /** Whether Google has no such cache as the call names, or does not show it to this key. */
    public boolean isOfMissingCache() {
        return kind == FailureKind.NOT_FOUND && message.startsWith(RequestRules.MISSING_CACHE);
    }

    /** Whether another model may answer although this one will not, today or ever. */
    public boolean concernsOnlyTheModel() {
        return kind == FailureKind.RATE_LIMIT_PER_DAY
                || kind == FailureKind.NO_QUOTA_FOR_MODEL
                || isOfMissingModel();
    }

    private static List<QuotaViolation> worstFirst(List<QuotaViolation> violations) {
        return violations.stream()
                .sorted(QuotaViolation.WORST_FIRST)
                .limit(MAX_VIOLATIONS)
                .toList();
    }
}
