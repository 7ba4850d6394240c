package io.github.geminiroutes.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An answer of Gemini.
 *
 * @param text the text parts, joined without a separator
 * @param thoughts the parts marked as thought, joined; empty if there are none
 * @param finishReason {@code STOP}, or {@code MAX_TOKENS} for an answer that was cut
 * @param usage the tokens that it took
 * @param modelVersion the version that answered, which may differ from the model requested; null if
 *     not named
 * @param responseId the id of the answer; null if not named
 * @param response the whole response, including unknown fields
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
