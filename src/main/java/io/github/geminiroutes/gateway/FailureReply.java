package io.github.geminiroutes.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.generate.LastReply;
import io.github.geminiroutes.policy.CallDeferredException;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.policy.ReplyCode;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the reply of a client from what its call ended with: Google's own body where Google wrote
 * one, else an error of the same form.
 */
final class FailureReply {

    private static final Logger LOG = LoggerFactory.getLogger(FailureReply.class);

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int TIMEOUT = 504;
    private static final int LIMITED = 429;
    private static final int BAD_REQUEST = 400;
    private static final int GONE = 499;

    /** Says until when a limit lasts; what it says of other faults is not asked. */
    private static final FailurePolicy POLICY = FailurePolicy.ofHolding(Duration.ofSeconds(15));

    private FailureReply() {}

    /** The reply to a call whose exchange has failed. */
    static GatewayReply of(Exchange exchange, Instant now) {
        Throwable error = exchange.getException();
        if (cause(error, CallDeferredException.class) != null) {
            return deferred(GatewayCall.of(exchange));
        }
        if (cause(error, RejectedExecutionException.class) != null) {
            return busy();
        }
        RefusedRequestException refused = cause(error, RefusedRequestException.class);
        if (refused != null) {
            return refused.reply();
        }
        InvalidPromptException bad = cause(error, InvalidPromptException.class);
        if (bad != null) {
            return GoogleError.of(BAD_REQUEST, "BAD_REQUEST", bad.getMessage());
        }
        Failure failure = FailureClassifier.of(error);
        if (failure.kind() == FailureKind.UNEXPECTED && !exchange.getContext().isStarted()) {
            // What Camel has taken down fails in many ways: none is a fault.
            return stopping();
        }
        LastReply last = LastReply.of(exchange);
        return of(
                failure,
                last.response() == null || isStreamed(exchange)
                        ? null
                        : bytes(last.response().raw().rawValue()),
                last.errorBody(),
                now);
    }

    /** What is recorded of a stream's pieces is no answer in its form. */
    private static boolean isStreamed(Exchange exchange) {
        GatewayCall call = GatewayCall.of(exchange);
        return call != null && call.operation() == Operation.STREAM;
    }

    /**
     * The reply to a failure.
     *
     * @param response the response with code 200 that is no answer; null if there was none
     * @param errorBody the body of the error; null if there was none
     */
    static GatewayReply of(Failure failure, byte[] response, byte[] errorBody, Instant now) {
        if (failure.httpCode() == OK && response != null) {
            // Blocked, stopped or empty: the client can tell them apart itself.
            return GatewayReply.ok(response);
        }
        int code = ReplyCode.of(failure);
        Duration delay = ReplyCode.isLimit(failure) ? delay(failure, now) : null;
        ObjectNode googles = code == failure.httpCode() ? error(errorBody) : null;
        if (googles != null) {
            return GoogleError.ofGoogle(code, googles, delay);
        }
        // Google's server has faults of its own, which it may tell without a body.
        boolean isOurs = failure.kind() == FailureKind.UNEXPECTED;
        if (isOurs) {
            LOG.error("A call of the gateway failed: {}", failure.summary());
        }
        String reason = failure.kind().name();
        String message = isOurs ? "The gateway has a fault: see its log" : failure.message();
        return GoogleError.of(code, reason, message, delay);
    }

    /** How long a limit lasts; null if that is unknown. */
    private static Duration delay(Failure failure, Instant now) {
        if (FailurePolicy.isRefusedByQuota(failure) && failure.retryDelay() == null) {
            return untilNextDay(failure, now);
        }
        Duration lasting = untilNextDay(failure, now);
        return lasting == null ? failure.retryDelay() : lasting;
    }

    /** Until midnight in Los Angeles, or until a person is expected to have acted. */
    private static Duration untilNextDay(Failure failure, Instant now) {
        return switch (failure.kind().disposition()) {
            case PARK ->
                    POLICY.verdict(failure, FailurePolicy.History.NONE, now)
                                    instanceof FailurePolicy.Verdict.ParkUntil until
                            ? Duration.between(now, until.notBefore())
                            : null;
            default -> null;
        };
    }

    private static GatewayReply deferred(GatewayCall call) {
        Duration delay = call.patience().refusedDelay();
        if (delay != null) {
            return GoogleError.of(
                    LIMITED,
                    "WAIT_EXCEEDS_PATIENCE",
                    "The quota of "
                            + call.model()
                            + " has room in "
                            + GoogleError.text(delay)
                            + ", and the client waits no longer than X-Server-Timeout or"
                            + " gemini.gateway.patience says. Please retry in "
                            + GoogleError.text(delay)
                            + ".",
                    delay);
        }
        return call.patience().isOver() ? gone() : stopping();
    }

    /** The client has hung up, or its time is over: this is not read. */
    static GatewayReply gone() {
        return GoogleError.of(GONE, "CANCELLED", "The client waits no longer.");
    }

    /** The client's own time is over. */
    static GatewayReply late() {
        return GoogleError.of(
                TIMEOUT, "DEADLINE_EXCEEDED", "The time of X-Server-Timeout is over.");
    }

    /** The routes do not run yet, or no longer. */
    static GatewayReply stopping() {
        return GoogleError.of(
                UNAVAILABLE, "NOT_RUNNING", "The gateway starts or stops. Please try again.");
    }

    /** The file of the tokens cannot be read: that is no fault of the client's. */
    static GatewayReply tokensUnreadable() {
        return GoogleError.of(
                UNAVAILABLE,
                "TOKENS_UNREADABLE",
                "The gateway cannot read its file of tokens: see its log. Please try again.",
                Duration.ofSeconds(10));
    }

    /** More than may be under way. */
    static GatewayReply busy() {
        return GoogleError.of(
                UNAVAILABLE,
                "TOO_MANY_CALLS",
                "As many requests are under way as gemini.gateway.max-calls allows. Please try"
                        + " again.",
                Duration.ofSeconds(1));
    }

    /** A stream that broke without a word of Google's. */
    static GatewayReply broken(Throwable error) {
        Failure failure = FailureClassifier.of(error);
        return GoogleError.of(UNAVAILABLE, failure.kind().name(), failure.message());
    }

    /** Google's error, out of the array that streams and some proxies wrap it in. */
    private static ObjectNode error(byte[] body) {
        if (body == null) {
            return null;
        }
        try {
            JsonNode root = GeminiJson.MAPPER.readTree(body);
            JsonNode first = root != null && root.isArray() ? root.get(0) : root;
            return first instanceof ObjectNode object
                            && object.get("error") instanceof ObjectNode error
                            && error.path("status").isTextual()
                    ? object
                    : null;
        } catch (IOException notJson) {
            // A proxy's page: the failure names it in its message.
            LOG.debug("The body of an error is no JSON", notJson);
            return null;
        }
    }

    private static byte[] bytes(Object json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static <T extends Throwable> T cause(Throwable error, Class<T> type) {
        if (error instanceof GeminiException) {
            return null;
        }
        int depth = 0;
        for (Throwable at = error; at != null && depth < 32; at = at.getCause(), depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
