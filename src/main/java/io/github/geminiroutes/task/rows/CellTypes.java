package io.github.geminiroutes.task.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.geminiroutes.task.StandingPrompt;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Makes the cells of a table values: each is a text, but for columns that {@code input.schema} says
 * are numbers or truth values. An empty cell is no value where the head has another, or where no
 * text is expected.
 */
final class CellTypes {

    private final Map<String, String> types = new HashMap<>();
    private final StandingPrompt prompt;

    CellTypes(StandingPrompt prompt) {
        this.prompt = prompt;
        JsonNode schema = prompt.value("input", "schema");
        if (schema != null && schema.isObject()) {
            JsonNode properties = schema.path("properties");
            (properties.isObject() ? properties : schema)
                    .properties()
                    .forEach(field -> add(field.getKey(), field.getValue()));
        }
    }

    /** Picoschema {@code "price?": number, what it costs}, or JSON Schema. */
    private void add(String written, JsonNode value) {
        String name = written.replaceFirst("[?(].*$", "");
        String type = value.isTextual() ? value.asText() : value.path("type").asText("");
        types.put(name, type.replaceFirst(",.*$", "").strip());
    }

    /** Null if the cell is no value. */
    JsonNode value(String column, String cell) {
        String type = types.getOrDefault(column, "string");
        boolean isOfText =
                !type.equals("number") && !type.equals("integer") && !type.equals("boolean");
        if (cell.isEmpty() && (!isOfText || prompt.value("input", "default", column) != null)) {
            return null;
        }
        return isOfText ? TextNode.valueOf(cell) : typed(type, cell);
    }

    /** What is no number stays a text: the schema refuses it, and says why. */
    private static JsonNode typed(String type, String cell) {
        String text = cell.strip();
        if (type.equals("boolean")) {
            return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                    ? BooleanNode.valueOf(Boolean.parseBoolean(text.toLowerCase(Locale.ROOT)))
                    : TextNode.valueOf(cell);
        }
        try {
            return text.length() > 100
                    ? TextNode.valueOf(cell)
                    : DecimalNode.valueOf(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return TextNode.valueOf(cell);
        }
    }
}
