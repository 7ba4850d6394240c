package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.BlankText;
import io.github.geminiroutes.support.Misspelling;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** The JSON form of a prompt file: a whole request, and the model. */
final class JsonPrompt {

    /** Names in both spellings that the API accepts. */
    private static final Map<String, String> TWINS = new LinkedHashMap<>();

    private static final Set<String> KEYS = new LinkedHashSet<>();

    /** Keys of {@code generationConfig} that are often written one level too high. */
    private static final Set<String> CONFIG_KEYS =
            Set.of(
                    "temperature",
                    "topP",
                    "topK",
                    "maxOutputTokens",
                    "stopSequences",
                    "candidateCount",
                    "seed",
                    "responseMimeType",
                    "responseSchema",
                    "responseJsonSchema",
                    "responseModalities",
                    "responseFormat",
                    "thinkingConfig",
                    "imageConfig",
                    "speechConfig",
                    "config",
                    "system",
                    "prompt",
                    "messages",
                    "parts",
                    "text");

    static {
        TWINS.put("systemInstruction", "system_instruction");
        TWINS.put("generationConfig", "generation_config");
        TWINS.put("safetySettings", "safety_settings");
        TWINS.put("toolConfig", "tool_config");
        TWINS.put("cachedContent", "cached_content");
        TWINS.put("serviceTier", "service_tier");
        TWINS.put("modelArmorConfig", "model_armor_config");
        KEYS.addAll(List.of("model", "tier", "priority", "contents", "tools", "labels", "store"));
        KEYS.addAll(TWINS.keySet());
        KEYS.addAll(TWINS.values());
    }

    private final DocumentReader reader;

    JsonPrompt(DocumentReader reader) {
        this.reader = reader;
    }

    Prompt parse(String text) {
        if (BlankText.isBlank(text)) {
            throw new InvalidPromptException(
                    "the prompt is empty: write a GenerateContentRequest into it", 0);
        }
        Document document = reader.readJson(text);
        dropNulls(document.root());
        refuseMisplaced(document);
        refuseTwins(document);
        requireContents(document);
        OutputFormat output = output(document);
        String model = document.text("model");
        String name = model == null ? null : ModelName.parse(model, document.line("model"));
        ObjectNode request = document.root();
        request.remove("model");
        Lane lane = Lane.ofRequest(document, spelling(document, "serviceTier"));
        return new Prompt(name, request, List.of(), output, null, lane);
    }

    /** Null is an absent field for the server. */
    private static void dropNulls(ObjectNode root) {
        root.properties().removeIf(field -> field.getValue().isNull());
    }

    /**
     * Fails at a key that is a known one misspelt, or a known one of another level. Any other key
     * is sent: only the server has the list of its fields.
     */
    private static void refuseMisplaced(Document document) {
        for (var field : document.root().properties()) {
            String key = field.getKey();
            if (!KEYS.contains(key) && (CONFIG_KEYS.contains(key) || Misspelling.of(key, KEYS))) {
                throw document.unknownKey(KEYS, key);
            }
        }
    }

    private static void refuseTwins(Document document) {
        TWINS.forEach(
                (name, twin) -> {
                    if (document.value(name) != null && document.value(twin) != null) {
                        throw new InvalidPromptException(
                                "'%s' and '%s' are the same field: remove one"
                                        .formatted(name, twin),
                                Math.max(document.line(name), document.line(twin)));
                    }
                });
    }

    /** A single content without a list is accepted, too: Google's examples contain this form. */
    private static void requireContents(Document document) {
        JsonNode contents = document.value("contents");
        if (contents == null || contents.isContainerNode() && contents.isEmpty()) {
            throw new InvalidPromptException(
                    "'contents' is missing or empty: it must contain the prompt",
                    document.line("contents"));
        }
        if (!contents.isContainerNode()) {
            throw document.wrongType("a list", contents, "contents");
        }
        if (areAll(contents, content -> areAll(content.path("parts"), JsonPrompt::isBlankText))) {
            throw new InvalidPromptException(
                    "the prompt is empty: write the question into 'contents'",
                    document.line("contents"));
        }
    }

    /** Of a list, or of the one that stands in its place; there is at least one. */
    private static boolean areAll(JsonNode nodes, Predicate<JsonNode> condition) {
        if (nodes.isObject()) {
            return condition.test(nodes);
        }
        return !nodes.isEmpty()
                && StreamSupport.stream(nodes.spliterator(), false).allMatch(condition);
    }

    /**
     * A part with anything else, such as a picture, is a question; what it means the server says.
     */
    private static boolean isBlankText(JsonNode part) {
        JsonNode text = part.path("text");
        return part.size() == 1 && text.isTextual() && BlankText.isBlank(text.textValue());
    }

    /** The spelling of a field that the request has; null if it has neither. */
    private static String spelling(Document document, String name) {
        String twin = TWINS.get(name);
        return document.value(name) != null ? name : document.value(twin) != null ? twin : null;
    }

    private static OutputFormat output(Document document) {
        String found = spelling(document, "generationConfig");
        String key = found == null ? "generationConfig" : found;
        ObjectNode config = document.mapping(key);
        return config == null ? OutputFormat.TEXT : RequestedOutput.of(config, document, key);
    }
}
