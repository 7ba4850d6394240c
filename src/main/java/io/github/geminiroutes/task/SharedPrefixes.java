package io.github.geminiroutes.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.prompt.Filled;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.SharedPrefix;
import java.util.function.LongSupplier;

/**
 * What the prompts of a task have in common: all that precedes the document, or all that precedes
 * the first value of a row.
 */
final class SharedPrefixes {

    /** A beginning of rows with fewer characters is no tenth of what Google keeps in a cache. */
    private static final int LEAST_CHARACTERS = 1_500;

    private final boolean isForced;
    private final LongSupplier waiting;

    /**
     * @param cache what the head says under {@code cache}; null if it says nothing
     * @param waiting how many documents wait
     */
    SharedPrefixes(JsonNode cache, LongSupplier waiting) {
        // YAML reads on without quotes as true.
        this.isForced = cache != null && (cache.asBoolean() || cache.asText().equals("on"));
        this.waiting = waiting;
    }

    /**
     * The prompt with its beginning up to a part.
     *
     * @param document the very part that is the document
     */
    Prompt upToPart(ObjectNode document, Prompt prompt) {
        int turn = 0;
        for (JsonNode content : prompt.request().path("contents")) {
            int part = 0;
            for (JsonNode one : content.path("parts")) {
                if (one == document) {
                    return sharing(turn, part, 0, waiting, prompt);
                }
                part++;
            }
            turn++;
        }
        return prompt;
    }

    /**
     * The prompt with its beginning up to the document within a text.
     *
     * @param marked the same prompt with a mark in place of the document
     */
    Prompt upToText(String mark, Prompt marked, Prompt prompt) {
        int turn = 0;
        for (JsonNode content : marked.request().path("contents")) {
            int part = 0;
            for (JsonNode one : content.path("parts")) {
                int offset = one.path("text").asText().indexOf(mark);
                if (offset >= 0) {
                    String before = one.path("text").asText().substring(0, offset);
                    String text =
                            prompt.request()
                                    .path("contents")
                                    .path(turn)
                                    .path("parts")
                                    .path(part)
                                    .path("text")
                                    .asText();
                    // A template may say something else where the document is another.
                    return text.startsWith(before) && !text.substring(offset).isBlank()
                            ? sharing(turn, part, before.isBlank() ? 0 : offset, waiting, prompt)
                            : prompt;
                }
                part++;
            }
            turn++;
        }
        return prompt;
    }

    /**
     * The prompt of a row with its beginning up to the first value of the row.
     *
     * @param waitingRows how many rows wait
     */
    Prompt upToChange(Filled row, LongSupplier waitingRows) {
        Filled.Place place = row.changing();
        Prompt prompt = row.prompt();
        if (place == null || !isWorthALook(prompt, place)) {
            return prompt;
        }
        JsonNode turn = prompt.request().path("contents").path(place.turn());
        JsonNode part = turn.path("parts").path(place.part());
        boolean isRestBlank =
                part.isMissingNode()
                        || place.offset() > 0
                                && part.path("text").asText().substring(place.offset()).isBlank();
        return isRestBlank
                ? prompt
                : sharing(place.turn(), place.part(), place.offset(), waitingRows, prompt);
    }

    private static boolean isWorthALook(Prompt prompt, Filled.Place place) {
        if (!prompt.attachments().isEmpty() || place.offset() >= LEAST_CHARACTERS) {
            return true;
        }
        long characters = place.offset() + length(prompt.request().path("systemInstruction"));
        JsonNode contents = prompt.request().path("contents");
        for (int turn = 0; turn < place.turn(); turn++) {
            characters += length(contents.path(turn));
        }
        for (int part = 0; part < place.part(); part++) {
            characters += length(contents.path(place.turn()).path("parts").path(part));
        }
        return characters >= LEAST_CHARACTERS;
    }

    private static long length(JsonNode turn) {
        return turn.findValuesAsText("text").stream().mapToLong(String::length).sum();
    }

    private Prompt sharing(int turn, int part, int offset, LongSupplier toCome, Prompt prompt) {
        return prompt.mayBeCached()
                        && !prompt.lane().isBatch()
                        && !prompt.request().has("cachedContent")
                ? prompt.sharing(new SharedPrefix(turn, part, offset, isForced, toCome))
                : prompt;
    }
}
