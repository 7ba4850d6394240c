package io.github.geminiroutes.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The part of a call's {@link Usage} that may have a price of its own.
 *
 * @param audioInputTokens audio in the prompt and in what tools read, including cached tokens
 * @param audioCachedTokens audio that came from a cache
 * @param audioOutputTokens audio in the answer
 * @param imageOutputTokens pictures in the answer
 * @param otherOutputTokens what is neither text nor audio nor a picture in the answer
 * @param searchQueries queries of Google Search that the answer rests on, of all candidates
 * @param isMapsUsed whether the answer rests on Google Maps
 */
public record UsageExtras(
        long audioInputTokens,
        long audioCachedTokens,
        long audioOutputTokens,
        long imageOutputTokens,
        long otherOutputTokens,
        long searchQueries,
        boolean isMapsUsed) {

    /** Text only, and no search. */
    public static final UsageExtras NONE = new UsageExtras(0, 0, 0, 0, 0, 0, false);

    private static final String TEXT = "TEXT";
    private static final String AUDIO = "AUDIO";
    private static final String IMAGE = "IMAGE";

    private static final List<String> QUERIES = List.of("webSearchQueries", "imageSearchQueries");

    static UsageExtras of(JsonNode usage, JsonNode candidates) {
        JsonNode output = usage.path("candidatesTokensDetails");
        long audio = sum(output, AUDIO);
        long image = sum(output, IMAGE);
        long queries = 0;
        boolean isMapsUsed = false;
        for (JsonNode candidate : candidates) {
            JsonNode grounding = candidate.path("groundingMetadata");
            queries += queries(grounding);
            isMapsUsed |= hasChunk(grounding, "maps");
        }
        return new UsageExtras(
                sum(usage.path("promptTokensDetails"), AUDIO)
                        + sum(usage.path("toolUsePromptTokensDetails"), AUDIO),
                sum(usage.path("cacheTokensDetails"), AUDIO),
                audio,
                image,
                sum(output, null) - audio - image - sum(output, TEXT),
                queries,
                isMapsUsed);
    }

    /**
     * @param modality null for all
     */
    private static long sum(JsonNode details, String modality) {
        long sum = 0;
        for (JsonNode detail : details) {
            if (modality == null || modality.equals(detail.path("modality").asText())) {
                sum += Usage.count(detail.path("tokenCount"));
            }
        }
        return sum;
    }

    /** An empty query is not billed. An answer may name what it found, and no query. */
    private static long queries(JsonNode grounding) {
        long queries = 0;
        for (String field : QUERIES) {
            for (JsonNode query : grounding.path(field)) {
                queries += query.asText().isBlank() ? 0 : 1;
            }
        }
        return queries == 0 && hasChunk(grounding, "web") ? 1 : queries;
    }

    private static boolean hasChunk(JsonNode grounding, String kind) {
        for (JsonNode chunk : grounding.path("groundingChunks")) {
            if (chunk.has(kind)) {
                return true;
            }
        }
        return false;
    }
}
