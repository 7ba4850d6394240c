package io.github.geminiroutes.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** Google's error envelope: {@code {"error":{code,message,status,details}}}. */
final class RecordedErrorBody {
    private static final String TYPE = "type.googleapis.com/google.rpc.";
    private static final String LIMITS_PAGE = "https://ai.google.dev/gemini-api/docs/rate-limits";

    private final int code;
    private final ObjectNode root = JsonNodeFactory.instance.objectNode();
    private final ObjectNode error = root.putObject("error");

    RecordedErrorBody(int code, String status, String message) {
        this.code = code;
        error.put("code", code).put("message", message).put("status", status);
    }

    RecordedErrorBody help() {
        detail("Help")
                .putArray("links")
                .addObject()
                .put("description", "Learn more about Gemini API quotas")
                .put("url", LIMITS_PAGE);
        return this;
    }

    RecordedErrorBody retryAfter(Duration delay) {
        detail("RetryInfo").put("retryDelay", seconds(delay));
        return this;
    }

    RecordedErrorBody reason(String reason) {
        detail("ErrorInfo")
                .put("reason", reason)
                .put("domain", "googleapis.com")
                .putObject("metadata")
                .put("service", "generativelanguage.googleapis.com");
        return this;
    }

    ObjectNode detail(String type) {
        ArrayNode details = error.withArray("details");
        return details.addObject().put("@type", TYPE + type);
    }

    Reply reply() {
        return Reply.of(code, root.toString());
    }

    /** As protobuf prints a duration: {@code 47s}, {@code 45.837906927s}. */
    static String seconds(Duration delay) {
        String digits = "%d.%09d".formatted(delay.toSeconds(), delay.toNanosPart());
        return digits.replaceFirst("\\.?0+$", "").transform(s -> s.isEmpty() ? "0" : s) + "s";
    }
}
