package io.github.geminiroutes.answer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What one call used, as {@code usageMetadata} names it; 0 where a field is missing. A number below
 * 0 counts as 0.
 *
 * @param inputTokens {@code promptTokenCount}, including cached tokens
 * @param cachedTokens {@code cachedContentTokenCount}
 * @param outputTokens {@code candidatesTokenCount}, without thinking
 * @param thinkingTokens {@code thoughtsTokenCount}, billed as output
 * @param toolTokens {@code toolUsePromptTokenCount}
 * @param totalTokens {@code totalTokenCount}
 * @param extras the part of it that may have a price of its own
 */
public record Usage(
        long inputTokens,
        long cachedTokens,
        long outputTokens,
        long thinkingTokens,
        long toolTokens,
        long totalTokens,
        UsageExtras extras) {

    /** Nothing. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    /** More tokens than any call takes; sums of such numbers stay exact. */
    private static final long MOST = 1_000_000_000_000L;

    /** Tokens of text, and nothing that has a price of its own. */
    public Usage(long input, long cached, long output, long thinking, long tool, long total) {
        this(input, cached, output, thinking, tool, total, UsageExtras.NONE);
    }

    /**
     * Reads {@code usageMetadata} and what the candidates tell about searches; a missing node means
     * that nothing was used.
     */
    public static Usage of(JsonNode usageMetadata, JsonNode candidates) {
        return new Usage(
                count(usageMetadata.path("promptTokenCount")),
                count(usageMetadata.path("cachedContentTokenCount")),
                count(usageMetadata.path("candidatesTokenCount")),
                count(usageMetadata.path("thoughtsTokenCount")),
                count(usageMetadata.path("toolUsePromptTokenCount")),
                count(usageMetadata.path("totalTokenCount")),
                UsageExtras.of(usageMetadata, candidates));
    }

    /** A number of tokens; protobuf may write it as text. */
    static long count(JsonNode number) {
        if (!number.isNumber() && !number.isTextual()) {
            return 0;
        }
        double value = number.asDouble();
        // A number in exponential form may be too long for anything else.
        return Double.isNaN(value) ? 0 : (long) Math.max(0, Math.min(value, MOST));
    }
}
