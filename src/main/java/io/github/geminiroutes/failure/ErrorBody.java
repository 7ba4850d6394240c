package io.github.geminiroutes.failure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.geminiroutes.support.SingleLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The parsed body of an error. Untrusted: it may come from a proxy, be cut, or contain any JSON.
 *
 * @param prose its message, with line ends; if the body is not Gemini's JSON, its first words
 * @param status the gRPC status, null if none
 * @param details the details, unchanged; null if none
 * @param hasError whether it is JSON with an error in it, as Gemini's errors are
 */
record ErrorBody(String prose, String status, JsonNode details, boolean hasError) {

    private static final String TYPE = "type.googleapis.com/";

    /**
     * Error bodies take a few KiB: a far larger one is not Gemini's, and parsing it would only cost
     * memory.
     */
    private static final int MAX_BYTES = 256 * 1024;

    private static final int MAX_PROSE = 32 * 1024;
    private static final int MAX_FOREIGN = 2_000;
    private static final int MAX_FOREIGN_SHOWN = 300;
    private static final int MAX_FIELD_VIOLATIONS = 10;

    static ErrorBody parse(ObjectMapper mapper, byte[] body) {
        if (body == null || body.length == 0) {
            return new ErrorBody("", null, null, false);
        }
        if (body.length <= MAX_BYTES) {
            try {
                JsonNode error = error(mapper.readTree(body));
                if (error != null) {
                    return ofError(error);
                }
            } catch (IOException notJson) {
                // Proxies answer in HTML, and connections break: then only the code counts.
            }
        }
        return foreign(body);
    }

    /** Whether there is none. */
    boolean isEmpty() {
        return !hasError && prose.isEmpty();
    }

    /**
     * Whether Gemini wrote it: gateways write JSON with an error in it, too, but neither the name
     * of a gRPC code nor details with Google's types.
     */
    boolean isGeminis() {
        return hasError
                && (status != null && GrpcStatus.isOfError(status)
                        || detailObjects().stream()
                                .anyMatch(
                                        detail ->
                                                detail.path("@type").asText("").startsWith(TYPE)));
    }

    /** The details that are objects; empty if there are none. */
    List<JsonNode> detailObjects() {
        List<JsonNode> objects = new ArrayList<>();
        if (details != null && details.isArray()) {
            details.forEach(
                    detail -> {
                        if (detail.isObject()) {
                            objects.add(detail);
                        }
                    });
        }
        return objects;
    }

    /** The prose, and the invalid fields if the prose does not name them. */
    String message() {
        if (!hasError) {
            return prose.isEmpty()
                    ? "The answer had no body."
                    : "The answer is not Gemini's: "
                            + SingleLine.shortened(prose, MAX_FOREIGN_SHOWN);
        }
        StringBuilder message =
                new StringBuilder(
                        ServerText.oneLine(prose).isEmpty() ? "The server gave no reason." : prose);
        fieldViolations().stream()
                .limit(MAX_FIELD_VIOLATIONS)
                .filter(violation -> message.indexOf(violation) < 0)
                .forEach(violation -> message.append(" [").append(violation).append(']'));
        return message.toString();
    }

    private List<String> fieldViolations() {
        List<String> violations = new ArrayList<>();
        for (JsonNode detail : detailObjects()) {
            for (JsonNode violation : detail.path("fieldViolations")) {
                String field = violation.path("field").asText("");
                String description = violation.path("description").asText("");
                // The description often repeats the message: then only the field is added.
                violations.add(
                        description.isEmpty() || prose.contains(description)
                                ? field
                                : field + ": " + description);
            }
        }
        return violations;
    }

    /** Streaming and some proxies wrap the error in an array. */
    private static JsonNode error(JsonNode root) {
        JsonNode node = root;
        while (node != null && node.isArray()) {
            node = node.get(0);
        }
        JsonNode error = node == null ? null : node.get("error");
        return error != null && (error.isObject() || error.isTextual()) ? error : null;
    }

    private static ErrorBody ofError(JsonNode error) {
        JsonNode message = error.isTextual() ? error : error.path("message");
        JsonNode details = error.path("details");
        return new ErrorBody(
                message.isValueNode() && !message.isNull()
                        ? first(message.asText(), MAX_PROSE)
                        : "",
                error.path("status").textValue(),
                details.isContainerNode() && !details.isEmpty() ? details : null,
                true);
    }

    private static ErrorBody foreign(byte[] body) {
        String start =
                new String(body, 0, Math.min(body.length, MAX_FOREIGN), StandardCharsets.UTF_8);
        String words = start.replaceAll("<[^>]*>", " ");
        return new ErrorBody(ServerText.oneLine(words), null, null, false);
    }

    private static String first(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
