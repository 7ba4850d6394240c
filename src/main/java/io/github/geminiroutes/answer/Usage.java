package io.github.geminiroutes.answer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The tokens of one call, as {@code usageMetadata} names them; 0 where a field is missing.
 *
 * @param inputTokens {@code promptTokenCount}, including cached tokens
 * @param cachedTokens {@code cachedContentTokenCount}
 * @param outputTokens {@code candidatesTokenCount}, without thinking
 * @param thinkingTokens {@code thoughtsTokenCount}, billed as output
 * @param toolTokens {@code toolUsePromptTokenCount}
 * @param totalTokens {@code totalTokenCount}
 */
public record Usage(
        long inputTokens,
        long cachedTokens,
        long outputTokens,
        long thinkingTokens,
        long toolTokens,
        long totalTokens) {

    /** Reads {@code usageMetadata}; a missing node means that nothing was used. */
    public static Usage of(JsonNode usageMetadata) {
        return new Usage(
                usageMetadata.path("promptTokenCount").asLong(),
                usageMetadata.path("cachedContentTokenCount").asLong(),
                usageMetadata.path("candidatesTokenCount").asLong(),
                usageMetadata.path("thoughtsTokenCount").asLong(),
                usageMetadata.path("toolUsePromptTokenCount").asLong(),
                usageMetadata.path("totalTokenCount").asLong());
    }
}
