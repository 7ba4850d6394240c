package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;

/** How long a request is, and how long it may be, in bytes. */
final class RequestSize {

    /** Google's oldest documented limit of a request with inline data, which every model takes. */
    static final long DEFAULT_MAX_BYTES = 20L * 1024 * 1024;

    /** For the names, quotes and braces around an attachment's data. */
    private static final int FRAME_BYTES = 64;

    private RequestSize() {}

    static void requireAtMost(long limit, long bytes, String subject) {
        if (bytes > limit) {
            throw new InvalidPromptException(
                    "%s is %d bytes long, more than the %d that gemini.max-request-size allows: %s"
                            .formatted(subject, bytes, limit, "shorten it or raise the setting"),
                    0);
        }
    }

    /** Nearly exact: only characters that JSON escapes are counted too low. */
    static long estimate(Prompt prompt) {
        long bytes = FRAME_BYTES + estimate(prompt.request());
        for (Attachment attachment : prompt.attachments()) {
            bytes += FRAME_BYTES + attachment.encodedSize();
        }
        return bytes;
    }

    private static long estimate(JsonNode node) {
        if (node.isTextual()) {
            return TextLength.utf8(node.textValue()) + 3;
        }
        long bytes = node.isNumber() ? node.asText().length() : 8;
        for (var field : node.properties()) {
            bytes += field.getKey().length() + 4 + estimate(field.getValue());
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                bytes += estimate(element);
            }
        }
        return bytes;
    }
}
