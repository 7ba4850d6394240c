package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.support.GeminiJson;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.camel.Message;

/** What the headers of a message say about its call, and the caller's defaults behind them. */
final class HeaderOptions {

    private static final Map<String, String> CONFIG_HEADERS =
            Map.of(
                    GeminiHeaders.TEMPERATURE, "temperature",
                    GeminiHeaders.TOP_P, "topP",
                    GeminiHeaders.TOP_K, "topK",
                    GeminiHeaders.MAX_OUTPUT_TOKENS, "maxOutputTokens");

    /** The head of a template may spell them so. */
    private static final Map<String, String> SNAKE_CASE =
            Map.of("topP", "top_p", "topK", "top_k", "maxOutputTokens", "max_output_tokens");

    private static final String SYSTEM = "systemInstruction";
    private static final String CONFIG = "generationConfig";

    private HeaderOptions() {}

    /** The header's value, else the caller's default, else null. */
    static Object setting(Message message, String header) {
        Object value = message.getHeader(header);
        return value == null ? CallOptions.of(message.getExchange()).defaults().get(header) : value;
    }

    /** A header replaces what the request has; a default of the caller's only fills a gap. */
    static void addTo(ObjectNode request, Message message) {
        Object system =
                request.has(SYSTEM)
                        ? message.getHeader(GeminiHeaders.SYSTEM_INSTRUCTION)
                        : setting(message, GeminiHeaders.SYSTEM_INSTRUCTION);
        if (system != null) {
            request.putObject(SYSTEM).putArray("parts").addObject().put("text", system.toString());
        }
        CONFIG_HEADERS.forEach(
                (header, field) -> {
                    JsonNode config = request.path(CONFIG);
                    String snake = SNAKE_CASE.getOrDefault(field, field);
                    Object value =
                            config.has(field) || config.has(snake)
                                    ? message.getHeader(header)
                                    : setting(message, header);
                    if (value != null) {
                        request.withObject("/" + CONFIG).set(field, number(header, value));
                        if (!snake.equals(field)) {
                            request.withObject("/" + CONFIG).remove(snake);
                        }
                    }
                });
    }

    private static JsonNode number(String header, Object value) {
        try {
            return GeminiJson.MAPPER.getNodeFactory().numberNode(new BigDecimal(value.toString()));
        } catch (NumberFormatException e) {
            throw new InvalidPromptException("Header " + header + " must be a number", 0);
        }
    }
}
