package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * The short form of a schema that <a
 * href="https://google.github.io/dotprompt/reference/picoschema/">dotprompt</a> has, as JSON
 * Schema. A field is {@code name: type, description}. {@code name?} may be missing or null; {@code
 * name(array, description)}, {@code name(object)} and {@code name(enum)} say what their value
 * describes; {@code (*)} is for all other fields.
 */
final class Picoschema {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> SCALARS =
            Set.of("any", "boolean", "integer", "null", "number", "string");
    private static final String OTHERS = "(*)";
    private static final int MAX_DEPTH = 64;

    private final int line;

    private Picoschema(int line) {
        this.line = line;
    }

    /**
     * @param line the line of the schema, for messages
     * @throws InvalidPromptException if it is no Picoschema
     */
    static ObjectNode toJsonSchema(JsonNode picoschema, int line) {
        return new Picoschema(line).schema(picoschema, "schema", 0);
    }

    /** Whether this is a Picoschema on its own. */
    static boolean isReadable(JsonNode picoschema) {
        try {
            toJsonSchema(picoschema, 0);
            return true;
        } catch (InvalidPromptException e) {
            return false;
        }
    }

    private ObjectNode schema(JsonNode node, String name, int depth) {
        if (depth > MAX_DEPTH) {
            throw bad(name, "is nested deeper than %d levels".formatted(MAX_DEPTH));
        }
        if (node instanceof ObjectNode fields) {
            return object(fields, depth);
        }
        if (!node.isTextual()) {
            throw bad(name, "must be a type, such as string, or a mapping of fields");
        }
        Words words = Words.of(node.textValue());
        if (!SCALARS.contains(words.first())) {
            throw bad(
                    name,
                    "has the type '%s'; allowed: any, boolean, integer, null, number, string"
                            .formatted(Excerpt.of(words.first())));
        }
        ObjectNode scalar = NODES.objectNode();
        if (!words.first().equals("any")) {
            scalar.put("type", words.first());
        }
        return words.describe(scalar);
    }

    private ObjectNode object(ObjectNode fields, int depth) {
        ObjectNode schema = NODES.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = NODES.arrayNode();
        JsonNode others = NODES.booleanNode(false);
        for (var field : fields.properties()) {
            if (field.getKey().equals(OTHERS)) {
                others = schema(field.getValue(), OTHERS, depth + 1);
                continue;
            }
            Field key = key(field.getKey());
            JsonNode before = properties.replace(key.name(), field(key, field.getValue(), depth));
            if (before != null) {
                throw bad(key.name(), "is there twice");
            }
            if (!key.isOptional()) {
                required.add(key.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.set("additionalProperties", others);
        return schema;
    }

    private Field key(String key) {
        int open = key.indexOf('(');
        if (open >= 0 && !key.endsWith(")")) {
            throw bad(key, "has no closing parenthesis");
        }
        String name = (open < 0 ? key : key.substring(0, open)).strip();
        boolean isOptional = name.endsWith("?");
        name = isOptional ? name.substring(0, name.length() - 1) : name;
        if (name.isEmpty()) {
            throw bad(key, "has no name");
        }
        Words kind = open < 0 ? null : Words.of(key.substring(open + 1, key.length() - 1));
        return new Field(name, isOptional, kind);
    }

    private ObjectNode field(Field key, JsonNode value, int depth) {
        if (key.kind() == null) {
            return key.orNull(schema(value, key.name(), depth + 1));
        }
        ObjectNode schema =
                switch (key.kind().first()) {
                    case "object" -> schema(value, key.name(), depth + 1);
                    case "array" -> {
                        ObjectNode array = NODES.objectNode().put("type", "array");
                        array.set("items", schema(value, key.name(), depth + 1));
                        yield array;
                    }
                    case "enum" -> enumeration(key, value);
                    default ->
                            throw bad(
                                    key.name(),
                                    "has '(%s)'; allowed: array, object, enum"
                                            .formatted(Excerpt.of(key.kind().first())));
                };
        return key.kind().describe(key.orNull(schema));
    }

    private ObjectNode enumeration(Field key, JsonNode values) {
        if (!values.isArray() || values.isEmpty()) {
            throw bad(key.name(), "must be a list of values");
        }
        ObjectNode schema = NODES.objectNode();
        schema.set("enum", values.deepCopy());
        return schema;
    }

    private InvalidPromptException bad(String name, String problem) {
        return new InvalidPromptException(
                "the schema is neither JSON Schema (type: object, properties: …) nor Picoschema:"
                        + " '%s' %s".formatted(Excerpt.of(name), problem),
                line);
    }

    /**
     * A field's key; kind is null without parentheses.
     *
     * @param kind the words in parentheses
     */
    private record Field(String name, boolean isOptional, Words kind) {

        /** A field that may be missing may be null, too. */
        ObjectNode orNull(ObjectNode schema) {
            if (isOptional && schema.path("type").isTextual()) {
                String type = schema.get("type").textValue();
                if (!type.equals("null")) {
                    schema.putArray("type").add(type).add("null");
                }
            } else if (isOptional && schema.get("enum") instanceof ArrayNode values) {
                for (JsonNode value : values) {
                    if (value.isNull()) {
                        return schema;
                    }
                }
                values.addNull();
            }
            return schema;
        }
    }

    /** A type and, after the first comma, its description, or null. */
    private record Words(String first, String description) {

        static Words of(String text) {
            int comma = text.indexOf(',');
            return comma < 0
                    ? new Words(text.strip(), null)
                    : new Words(
                            text.substring(0, comma).strip(), text.substring(comma + 1).strip());
        }

        ObjectNode describe(ObjectNode schema) {
            return description == null ? schema : schema.put("description", description);
        }
    }
}
