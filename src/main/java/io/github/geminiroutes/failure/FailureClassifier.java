package io.github.geminiroutes.failure;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.geminiroutes.support.JvmError;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/**
 * Determines what went wrong, from the HTTP code and body of an error or from an exception. The
 * code is checked first, because 402 and 429 share a gRPC status; then the details of the body;
 * then its prose.
 */
public final class FailureClassifier {

    private final ObjectMapper mapper;

    /**
     * @param mapper reads the bodies; its limits on nesting and lengths must stay in place
     */
    public FailureClassifier(ObjectMapper mapper) {
        this.mapper = Objects.requireNonNull(mapper, "mapper");
    }

    /**
     * Classifies a response with a code other than 2xx. Never throws, whatever the body.
     *
     * @param httpCode the HTTP code
     * @param body the raw body; may be null
     */
    public Failure classify(int httpCode, byte[] body) {
        return classify(httpCode, body, null);
    }

    /**
     * As {@link #classify(int, byte[])}.
     *
     * @param retryAfter the delay of the header {@code Retry-After}, which counts where the body
     *     names none; null if there is none
     */
    public Failure classify(int httpCode, byte[] body, Duration retryAfter) {
        ErrorBody error = ErrorBody.parse(mapper, body);
        boolean ofQuota = httpCode == 429 || httpCode == 402;
        List<QuotaViolation> violations = ofQuota ? QuotaReading.in(error) : List.of();
        Duration retryDelay = RetryHint.in(error);
        return new Failure(
                kind(httpCode, error, violations, retryDelay),
                Math.max(0, httpCode),
                error.status(),
                error.message(),
                violations,
                retryDelay == null ? retryAfter : retryDelay,
                error.details());
    }

    /**
     * Classifies an exception, of the transport or of ours; one that carries a {@link Failure} is
     * unwrapped. An error of the JVM itself is written to the log, as it is more than a fault of
     * what is classified.
     */
    public static Failure of(Throwable error) {
        VirtualMachineError ofJvm = JvmError.in(error);
        if (ofJvm != null) {
            LoggerFactory.getLogger(FailureClassifier.class)
                    .error("The JVM itself has failed", ofJvm);
        }
        return ThrownFailure.of(error);
    }

    private static FailureKind kind(
            int httpCode, ErrorBody error, List<QuotaViolation> violations, Duration retryDelay) {
        if (isOfTheWay(httpCode, error)) {
            return FailureKind.NOT_FROM_GEMINI;
        }
        return switch (httpCode) {
            case 400 -> RequestRules.badRequest(error);
            case 401 -> FailureKind.UNAUTHENTICATED;
            case 402 -> RateLimitRules.paymentRequired(error);
            case 403 -> RequestRules.forbidden(error);
            case 404 -> FailureKind.NOT_FOUND;
            case 407 -> FailureKind.PROXY_REFUSED;
            case 408 -> FailureKind.REQUEST_TIMEOUT;
            case 409, 425 -> FailureKind.CONFLICT;
            case 413 ->
                    error.isGeminis() ? FailureKind.TOO_LARGE : FailureKind.TOO_LARGE_ON_THE_WAY;
            case 429 -> RateLimitRules.tooManyRequests(error, violations, retryDelay);
            case 499 -> FailureKind.CANCELLED;
            case 500 -> FailureKind.SERVER_ERROR;
            case 502 -> FailureKind.BAD_GATEWAY;
            case 503 -> FailureKind.OVERLOADED;
            case 504 -> FailureKind.DEADLINE_EXCEEDED;
            default -> byHundred(httpCode);
        };
    }

    /**
     * Whether a 4xx says nothing about the prompt, because something else answered in Gemini's
     * place. The other codes mean the same from any server: a limit of a gateway ends, too. A 413
     * is this prompt's at least for its size.
     */
    private static boolean isOfTheWay(int httpCode, ErrorBody error) {
        boolean isByAuthor =
                switch (httpCode) {
                    case 407, 408, 409, 413, 425, 429, 499 -> false;
                    default -> httpCode / 100 == 4;
                };
        return isByAuthor && !error.isGeminis();
    }

    private static FailureKind byHundred(int httpCode) {
        return switch (httpCode / 100) {
            case 3 -> FailureKind.REDIRECT;
            case 4 -> FailureKind.OTHER_CLIENT_ERROR;
            case 5 -> FailureKind.OTHER_SERVER_ERROR;
            // 1xx, 2xx and numbers that are not HTTP codes: Gemini does not send these as errors.
            default -> FailureKind.MALFORMED_ANSWER;
        };
    }
}
