package io.github.geminiroutes.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.SharedStart;
import java.util.function.LongSupplier;

/** What the prompts of a task's documents have in common: all that precedes the document. */
final class SharedStarts {

    private final boolean isForced;
    private final LongSupplier waiting;

    /**
     * @param cache what the head says under {@code cache}; null if it says nothing
     * @param waiting how many documents wait
     */
    SharedStarts(JsonNode cache, LongSupplier waiting) {
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
                    return sharing(turn, part, 0, prompt);
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
                                    .at("/contents/%d/parts/%d/text".formatted(turn, part))
                                    .asText();
                    // A template may say something else where the document is another.
                    return text.startsWith(before) && !text.substring(offset).isBlank()
                            ? sharing(turn, part, before.isBlank() ? 0 : offset, prompt)
                            : prompt;
                }
                part++;
            }
            turn++;
        }
        return prompt;
    }

    private Prompt sharing(int turn, int part, int offset, Prompt prompt) {
        return prompt.mayBeCached()
                        && !prompt.lane().isBatch()
                        && !prompt.request().has("cachedContent")
                ? prompt.sharing(new SharedStart(turn, part, offset, isForced, waiting))
                : prompt;
    }
}
