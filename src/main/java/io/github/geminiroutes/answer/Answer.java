package io.github.geminiroutes.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What Gemini answered.
 *
 * @param text the text parts, joined as they are; nothing is put between them
 * @param thoughts the parts marked as thought, joined; empty if there are none
 * @param finishReason {@code STOP}, or {@code MAX_TOKENS} for an answer that was cut
 * @param usage what it cost in tokens
 * @param modelVersion the version that answered, which an alias or a re-route may change; null if
 *     not named
 * @param responseId the id of the answer; null if not named
 * @param response the whole response as it came, unknown fields included
 */
public record Answer(
        String text,
        String thoughts,
        String finishReason,
        Usage usage,
        String modelVersion,
        String responseId,
        ObjectNode response) {

    /** Whether the answer ended at the token limit. */
    public boolean isTruncated() {
        return "MAX_TOKENS".equals(finishReason);
    }
}
