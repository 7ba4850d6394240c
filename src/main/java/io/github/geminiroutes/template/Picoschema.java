package io.github.geminiroutes.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The short form of a schema that dotprompt has, as a JSON Schema. A property is {@code name: type,
 * description}; {@code name?} is optional and may be null; {@code name(array, description)}, {@code
 * name(object)} and {@code name(enum)} say what their value describes; {@code (*)} stands for all
 * other properties.
 */
public final class Picoschema {

    private static final int MAX_DEPTH = 50;
    private static final String WILDCARD = "(*)";
    private static final Set<String> SCALARS =
            Set.of("any", "boolean", "integer", "null", "number", "string");
    private static final List<String> ONLY_JSON_SCHEMA =
            List.of("anyOf", "oneOf", "allOf", "enum", "const", "$ref", "$schema", "$defs", "$id");

    private Picoschema() {}

    /**
     * The JSON Schema that a schema in a head means: itself if it is one, with {@code type: object}
     * added where only its properties say that it is.
     *
     * @throws TemplateException if it is neither, or names a schema
     */
    public static JsonNode toJsonSchema(JsonNode schema) {
        if (!(schema instanceof ObjectNode mapping)) {
            return pico(schema, "the schema", 0);
        }
        if (isJsonSchema(mapping)) {
            return mapping;
        }
        if (mapping.path("properties").isObject()) {
            return mapping.deepCopy().put("type", "object");
        }
        return pico(schema, "the schema", 0);
    }

    /**
     * The names of the properties, on any level of a JSON Schema, that it calls optional: its list
     * of required ones leaves them out, or they may be null.
     */
    public static Set<String> optionalNames(JsonNode schema) {
        Set<String> names = new TreeSet<>();
        collectOptional(schema, names, 0);
        return names;
    }

    private static void collectOptional(JsonNode schema, Set<String> names, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        boolean isExplicit = schema.has("required") || schema.has("additionalProperties");
        for (var property : schema.path("properties").properties()) {
            boolean isRequired = false;
            for (JsonNode required : schema.path("required")) {
                isRequired |= required.asText().equals(property.getKey());
            }
            if (isExplicit && !isRequired || allowsNull(property.getValue())) {
                names.add(property.getKey());
            }
        }
        for (JsonNode inner : schema) {
            collectOptional(inner, names, depth + 1);
        }
    }

    private static boolean allowsNull(JsonNode property) {
        boolean allows = property.path("nullable").asBoolean();
        for (JsonNode type : property.path("type")) {
            allows |= type.asText().equals("null");
        }
        for (JsonNode value : property.path("enum")) {
            allows |= value.isNull();
        }
        return allows;
    }

    private static boolean isJsonSchema(ObjectNode mapping) {
        JsonNode type = mapping.path("type");
        String first = type.isArray() ? type.path(0).asText() : type.asText();
        return SCALARS.contains(first)
                || first.equals("object")
                || first.equals("array")
                || ONLY_JSON_SCHEMA.stream().anyMatch(mapping::has);
    }

    private static ObjectNode pico(JsonNode node, String name, int depth) {
        if (depth > MAX_DEPTH) {
            throw new TemplateException(
                    "the schema is nested deeper than %d levels: make it flatter"
                            .formatted(MAX_DEPTH));
        }
        if (node instanceof ObjectNode mapping) {
            return object(mapping, depth);
        }
        if (!node.isTextual()) {
            throw new TemplateException(
                    "'%s' must be a type such as string, or a mapping of names to types"
                            .formatted(Helpers.quoted(name)));
        }
        Words words = Words.of(node.textValue());
        if (!SCALARS.contains(words.type())) {
            throw new TemplateException(
                    "'%s' of '%s' is not a type; allowed: any, boolean, integer, null, number, string"
                                    .formatted(Helpers.quoted(words.type()), Helpers.quoted(name))
                            + " (a named schema is not supported: write it out)");
        }
        ObjectNode scalar = JsonNodeFactory.instance.objectNode();
        if (!words.type().equals("any")) {
            scalar.put("type", words.type());
        }
        return words.describe(scalar);
    }

    private static ObjectNode object(ObjectNode mapping, int depth) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        schema.put("additionalProperties", false);
        for (var field : mapping.properties()) {
            if (field.getKey().strip().equals(WILDCARD)) {
                schema.set("additionalProperties", pico(field.getValue(), WILDCARD, depth + 1));
                continue;
            }
            Property property = Property.of(field.getKey());
            properties.set(property.name(), property.schema(field.getValue(), depth + 1));
            if (!property.isOptional()) {
                required.add(property.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    /** A type and, after the first comma, its description, or null. */
    private record Words(String type, String description) {

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

    /** The key of a property; kind is null if its value alone says what it is. */
    private record Property(String name, boolean isOptional, Words kind) {

        static Property of(String key) {
            int open = key.indexOf('(');
            String name = (open < 0 ? key : key.substring(0, open)).strip();
            boolean isOptional = name.endsWith("?");
            if (open >= 0 && !key.strip().endsWith(")")) {
                throw new TemplateException(
                        "'%s' has no closing parenthesis".formatted(Helpers.quoted(key)));
            }
            return new Property(
                    isOptional ? name.substring(0, name.length() - 1) : name,
                    isOptional,
                    open < 0 ? null : Words.of(key.substring(open + 1, key.lastIndexOf(')'))));
        }

        ObjectNode schema(JsonNode value, int depth) {
            if (kind == null) {
                return nullable(pico(value, name, depth));
            }
            ObjectNode schema =
                    switch (kind.type()) {
                        case "array" -> array(value, depth);
                        case "object" -> pico(value, name, depth);
                        case "enum" -> enumeration(value);
                        default ->
                                throw new TemplateException(
                                        "'%s' of '%s' is not a kind; allowed: array, object, enum"
                                                .formatted(
                                                        Helpers.quoted(kind.type()),
                                                        Helpers.quoted(name)));
                    };
            return kind.describe(nullable(schema));
        }

        private ObjectNode array(JsonNode value, int depth) {
            ObjectNode array = JsonNodeFactory.instance.objectNode().put("type", "array");
            array.set("items", pico(value, name, depth));
            return array;
        }

        private ObjectNode enumeration(JsonNode values) {
            if (!values.isArray() || values.isEmpty()) {
                throw new TemplateException(
                        "the values of '%s' must be a list: [RED, GREEN]"
                                .formatted(Helpers.quoted(name)));
            }
            ObjectNode enumeration = JsonNodeFactory.instance.objectNode();
            enumeration.set("enum", values.deepCopy());
            return enumeration;
        }

        private ObjectNode nullable(ObjectNode schema) {
            if (isOptional && schema.path("type").isTextual()) {
                String type = schema.get("type").textValue();
                if (!type.equals("null")) {
                    schema.putArray("type").add(type).add("null");
                }
            } else if (isOptional && schema.get("enum") instanceof ArrayNode values) {
                boolean hasNull = false;
                for (JsonNode value : values) {
                    hasNull |= value.isNull();
                }
                if (!hasNull) {
                    values.addNull();
                }
            }
            return schema;
        }
    }
}
