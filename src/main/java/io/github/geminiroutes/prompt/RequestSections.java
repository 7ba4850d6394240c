package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** The front matter's {@code safety} and {@code tools}, which are fields of the request. */
final class RequestSections {

    private static final String CATEGORY = "HARM_CATEGORY_";

    /** Google's name of a threshold; YAML reads it as false. */
    private static final String OFF = "OFF";

    /** Genkit has the settings there; {@code generationConfig} has no such field. */
    private static final List<String> IN_CONFIG = List.of("safetySettings", "safety_settings");

    private final Document frontMatter;

    RequestSections(Document frontMatter) {
        this.frontMatter = frontMatter;
    }

    /**
     * Adds {@code safetySettings} and {@code tools} to the request if the front matter has them.
     */
    void applyTo(ObjectNode request) {
        addSafety(request);
        addTools(request);
    }

    private void addSafety(ObjectNode request) {
        JsonNode safety = frontMatter.value("safety");
        if (safety != null) {
            request.set("safetySettings", safety.isObject() ? byCategory(safety) : list("safety"));
            quoteOff(request.get("safetySettings"));
        }
        ObjectNode config = frontMatter.mapping("config");
        for (String key : IN_CONFIG) {
            if (config != null && config.has(key)) {
                if (request.has("safetySettings")) {
                    throw new InvalidPromptException(
                            "'config.%s' and 'safety' are the same: remove one".formatted(key),
                            frontMatter.line("config", key));
                }
                request.set("safetySettings", config.remove(key));
                quoteOff(request.get("safetySettings"));
            }
        }
    }

    /** The short form: {@code harassment: block_none}. */
    private ArrayNode byCategory(JsonNode safety) {
        ArrayNode settings = JsonNodeFactory.instance.arrayNode();
        for (var field : safety.properties()) {
            String threshold =
                    isOff(field.getValue()) ? OFF : frontMatter.text("safety", field.getKey());
            String category = constant(field.getKey());
            settings.addObject()
                    .put("category", category.startsWith(CATEGORY) ? category : CATEGORY + category)
                    .put("threshold", constant(threshold));
        }
        return settings;
    }

    private static void quoteOff(JsonNode settings) {
        for (JsonNode setting : settings) {
            if (setting instanceof ObjectNode mapping && isOff(mapping.get("threshold"))) {
                mapping.put("threshold", OFF);
            }
        }
    }

    private static boolean isOff(JsonNode threshold) {
        return threshold != null && threshold.isBoolean() && !threshold.booleanValue();
    }

    private static String constant(String written) {
        return written.strip().replaceAll("[- ]", "_").toUpperCase(Locale.ROOT);
    }

    private void addTools(ObjectNode request) {
        JsonNode tools = frontMatter.value("tools");
        if (tools == null) {
            return;
        }
        request.set(
                "tools",
                tools.isObject() ? JsonNodeFactory.instance.arrayNode().add(tools) : list("tools"));
    }

    /** Google's own form: a list of mappings. */
    private JsonNode list(String key) {
        JsonNode list = frontMatter.value(key);
        if (!list.isArray()) {
            throw frontMatter.wrongType("a list of mappings", list, key);
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode element = list.get(i);
            if (element.isTextual() && key.equals("tools")) {
                throw new InvalidPromptException(
                        "tool '%s' is only a name, which is not supported: write Google's form, such"
                                        .formatted(Excerpt.of(element.textValue()))
                                + " as '- googleSearch: {}'",
                        frontMatter.line(key, Integer.toString(i)));
            }
            if (!element.isObject()) {
                throw frontMatter.wrongType("a mapping", element, key, Integer.toString(i));
            }
        }
        return list;
    }
}
