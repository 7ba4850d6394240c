package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * A mapping read from YAML or JSON, with the line of each key in the file.
 *
 * @param root the mapping
 * @param lines the line of each key of the upper two levels, by JSON Pointer
 */
record Document(ObjectNode root, Map<String, Integer> lines) {

    int line(String... path) {
        for (int length = path.length; length > 0; length--) {
            StringBuilder pointer = new StringBuilder();
            for (int i = 0; i < length; i++) {
                pointer.append('/').append(path[i].replace("~", "~0").replace("/", "~1"));
            }
            Integer line = lines.get(pointer.toString());
            if (line != null) {
                return line;
            }
        }
        return 0;
    }

    /** Fails at the first key that is not allowed. */
    void allowOnly(Set<String> allowed, String... path) {
        JsonNode mapping = root;
        for (String key : path) {
            mapping = mapping.get(key);
        }
        for (var field : mapping.properties()) {
            if (!allowed.contains(field.getKey())) {
                throw unknownKey(allowed, append(path, field.getKey()));
            }
        }
    }

    InvalidPromptException unknownKey(Set<String> allowed, String... path) {
        return new InvalidPromptException(
                "unknown key '%s'; allowed: %s"
                        .formatted(Excerpt.of(path[path.length - 1]), String.join(", ", allowed)),
                line(path));
    }

    /** The text at a key, or null if the key is absent. */
    String text(String... path) {
        JsonNode value = value(path);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw wrongType("a text", value, path);
        }
        return value.textValue();
    }

    /** The mapping at a key, or null if the key is absent. */
    ObjectNode mapping(String... path) {
        JsonNode value = value(path);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ObjectNode mapping)) {
            throw wrongType("a mapping", value, path);
        }
        return mapping;
    }

    JsonNode value(String... path) {
        JsonNode value = root;
        for (String key : path) {
            value = value == null ? null : value.get(key);
        }
        return value;
    }

    InvalidPromptException wrongType(String expected, JsonNode found, String... path) {
        return new InvalidPromptException(
                "'%s' must be %s, not %s: correct or remove it"
                        .formatted(Excerpt.of(String.join(".", path)), expected, kind(found)),
                line(path));
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "a mapping";
            case ARRAY -> "a list";
            case STRING -> node.textValue().isBlank() ? "an empty text" : "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            default -> "nothing";
        };
    }

    private static String[] append(String[] path, String key) {
        String[] longer = Arrays.copyOf(path, path.length + 1);
        longer[path.length] = key;
        return longer;
    }
}
