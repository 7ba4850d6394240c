package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/** The size of a request and its limit, in bytes. */
final class RequestSize {

    /**
     * Google's oldest documented limit for a request with inline data, which every model accepts.
     */
    static final long DEFAULT_MAX_BYTES = 20L * 1024 * 1024;

    /** The names, quotes and braces around an attachment's type and data. */
    private static final int FRAME_BYTES = "{'inlineData':{'mimeType':'','data':''}}".length();

    private RequestSize() {}

    static void requireAtMost(long limit, long bytes, String subject) {
        if (bytes > limit) {
            throw new InvalidPromptException(
                    "%s is %d bytes long, more than the %d that gemini.max-request-size allows: %s"
                            .formatted(subject, bytes, limit, "shorten it or raise the setting"),
                    0);
        }
    }

    /** The minimal size: it does not count commas and JSON escapes. */
    static long least(Prompt prompt) {
        return least(prompt, LargeAttachments.INLINE);
    }

    /**
     * The minimal size where some attachments are named by their address.
     *
     * @param addresses gives the address; null for an attachment that is sent with the request
     */
    static long least(Prompt prompt, Function<Attachment, String> addresses) {
        long bytes = withoutAttachments(prompt);
        for (Attachment attachment : prompt.attachments()) {
            String address = addresses.apply(attachment);
            bytes += address == null ? inline(attachment) : FRAME_BYTES + address.length();
        }
        return bytes;
    }

    /** What an attachment adds that is sent with the request. */
    static long inline(Attachment attachment) {
        return FRAME_BYTES + attachment.mimeType().length() + attachment.encodedSize();
    }

    /** The minimal size of the request alone. */
    static long withoutAttachments(Prompt prompt) {
        return least(prompt.request());
    }

    private static long least(JsonNode node) {
        if (node.isTextual()) {
            return Utf8Text.length(node.textValue()) + 2;
        }
        long bytes = node.isContainerNode() ? 2 : 1;
        for (var field : node.properties()) {
            bytes += field.getKey().length() + 3 + least(field.getValue());
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                bytes += least(element);
            }
        }
        return bytes;
    }
}
