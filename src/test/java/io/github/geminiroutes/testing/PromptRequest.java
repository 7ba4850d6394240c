package io.github.geminiroutes.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * What the server needs to know of a {@code generateContent} request.
 *
 * @param model the model named in the path
 * @param prompt the first text part
 * @param inputTokens a rough count, a token for each four characters of text
 * @param body the whole request
 */
public record PromptRequest(String model, String prompt, long inputTokens, JsonNode body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHARACTERS_PER_TOKEN = 4;

    static PromptRequest parse(String model, byte[] body) throws IOException {
        JsonNode request = JSON.readTree(body);
        String prompt = null;
        long characters = 0;
        for (JsonNode content : request.path("contents")) {
            for (JsonNode part : content.path("parts")) {
                String text = part.path("text").asText();
                characters += text.length();
                prompt = prompt == null && part.has("text") ? text : prompt;
            }
        }
        return new PromptRequest(model, prompt == null ? "" : prompt, tokens(characters), request);
    }

    /** The text before the first line break. */
    public String firstLine() {
        int end = prompt.indexOf('\n');
        return end < 0 ? prompt : prompt.substring(0, end);
    }

    static long tokens(long characters) {
        return Math.max(1, characters / CHARACTERS_PER_TOKEN);
    }
}
