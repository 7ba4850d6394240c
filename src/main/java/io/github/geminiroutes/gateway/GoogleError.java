package io.github.geminiroutes.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Errors in the form of Google's: {@code google.rpc.Status} as JSON. Those of the gateway itself
 * name it in an {@code ErrorInfo}, so that a person can tell who wrote them. Source: {@code
 * google/rpc/error_details.proto} of googleapis.
 */
final class GoogleError {

    private static final String TYPE = "@type";
    private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";
    private static final String ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo";
    private static final String DOMAIN = "gemini-routes";

    private static final Pattern SAID =
            Pattern.compile("\\b([Rr]etry in )(?:\\d{1,12}(?:\\.\\d{1,18})?(?:ms|h|m|s)){1,4}");

    private static final long NANOS = 1_000_000_000L;

    /** The status that belongs to each code. Source: {@code google/rpc/code.proto}. */
    private static final Map<Integer, String> STATUSES =
            Map.ofEntries(
                    Map.entry(400, "INVALID_ARGUMENT"),
                    Map.entry(401, "UNAUTHENTICATED"),
                    Map.entry(402, "RESOURCE_EXHAUSTED"),
                    Map.entry(403, "PERMISSION_DENIED"),
                    Map.entry(404, "NOT_FOUND"),
                    Map.entry(408, "DEADLINE_EXCEEDED"),
                    Map.entry(413, "INVALID_ARGUMENT"),
                    Map.entry(429, "RESOURCE_EXHAUSTED"),
                    Map.entry(499, "CANCELLED"),
                    Map.entry(500, "INTERNAL"),
                    Map.entry(503, "UNAVAILABLE"),
                    Map.entry(504, "DEADLINE_EXCEEDED"));

    private GoogleError() {}

    /** An error of the gateway. */
    static GatewayReply of(int code, String reason, String message) {
        return of(code, reason, message, null);
    }

    /**
     * An error of the gateway.
     *
     * @param code the HTTP code
     * @param reason one word in capitals, for programs
     * @param message for a person
     * @param retryDelay when the client may ask again; null if nothing is known
     */
    static GatewayReply of(int code, String reason, String message, Duration retryDelay) {
        ObjectNode root = GeminiJson.MAPPER.createObjectNode();
        ObjectNode error = root.putObject("error");
        error.put("code", code);
        error.put("message", message);
        error.put("status", STATUSES.getOrDefault(code, "UNKNOWN"));
        ObjectNode info = error.putArray("details").addObject();
        info.put(TYPE, ERROR_INFO).put("reason", reason).put("domain", DOMAIN);
        return reply(code, root, retryDelay);
    }

    /**
     * Google's own error, as it came.
     *
     * @param root the body, which is changed
     * @param retryDelay takes the place of the delay that the body names; null leaves it
     */
    static GatewayReply ofGoogle(int code, ObjectNode root, Duration retryDelay) {
        return reply(code, root, retryDelay);
    }

    private static GatewayReply reply(int code, ObjectNode root, Duration retryDelay) {
        if (retryDelay != null) {
            ObjectNode error = (ObjectNode) root.get("error");
            nameDelay(error, retryDelay);
            sayDelay(error, retryDelay);
        }
        return new GatewayReply(code, bytes(root), retryDelay);
    }

    private static void nameDelay(ObjectNode error, Duration delay) {
        ArrayNode details =
                error.get("details") instanceof ArrayNode known ? known : error.putArray("details");
        for (JsonNode detail : details) {
            if (RETRY_INFO.equals(detail.path(TYPE).asText()) && detail instanceof ObjectNode old) {
                old.put("retryDelay", text(delay));
                return;
            }
        }
        details.addObject().put(TYPE, RETRY_INFO).put("retryDelay", text(delay));
    }

    /** Google's own message names a few seconds where a limit lasts for the day. */
    private static void sayDelay(ObjectNode error, Duration delay) {
        String said = error.path("message").asText();
        String right = SAID.matcher(said).replaceAll("$1" + text(delay));
        if (!right.equals(said)) {
            error.put("message", right);
        }
    }

    /** A {@code google.protobuf.Duration} as JSON, to the millisecond, such as {@code 47.120s}. */
    static String text(Duration delay) {
        long millis = (delay.toNanos() + NANOS / 1_000 - 1) / (NANOS / 1_000);
        return millis % 1_000 == 0
                ? millis / 1_000 + "s"
                : String.format(Locale.ROOT, "%d.%03ds", millis / 1_000, millis % 1_000);
    }

    private static byte[] bytes(ObjectNode root) {
        try {
            return GeminiJson.MAPPER.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of JSON can be written", e);
        }
    }
}
