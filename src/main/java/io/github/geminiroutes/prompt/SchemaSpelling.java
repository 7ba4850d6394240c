package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Writes a schema in Google's spelling, which is OpenAPI's with types in capitals, as JSON Schema:
 * {@code type: OBJECT}, {@code nullable: true}, {@code minItems: "1"}. A schema that has nothing of
 * the kind stays as it is.
 */
final class SchemaSpelling {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");

    private static final Set<String> OF_ONE_SCHEMA =
            Set.of(
                    ("additionalProperties additionalItems unevaluatedItems unevaluatedProperties"
                                    + " items contains propertyNames not if then else contentSchema")
                            .split(" "));

    private static final Set<String> OF_LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

    private static final Set<String> OF_NAMED =
            Set.of("properties", "patternProperties", "dependentSchemas", "$defs", "definitions");

    /** Protobuf writes these 64-bit numbers as text. */
    private static final Set<String> COUNTS =
            Set.of(
                    "minItems",
                    "maxItems",
                    "minLength",
                    "maxLength",
                    "minProperties",
                    "maxProperties");

    /** Keywords, beside type and enum, that may refuse null. */
    private static final List<String> REFUSING_NULL =
            List.of("const", "$ref", "$dynamicRef", "$recursiveRef", "allOf", "anyOf", "oneOf");

    private SchemaSpelling() {}

    /** The schema in the spelling of JSON Schema; the argument is not changed. */
    static JsonNode ofJsonSchema(JsonNode schema) {
        if (schema.isArray()) {
            ArrayNode list = NODES.arrayNode(schema.size());
            schema.forEach(element -> list.add(ofJsonSchema(element)));
            return list;
        }
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode written = NODES.objectNode();
        for (var keyword : schema.properties()) {
            JsonNode value = value(keyword.getKey(), keyword.getValue());
            if (value != null) {
                written.set(keyword.getKey(), value);
            }
        }
        if (schema.path("nullable").asBoolean()) {
            written.remove("nullable");
            allowNull(written);
        }
        return written;
    }

    private static JsonNode value(String keyword, JsonNode value) {
        if (keyword.equals("type")) {
            return type(value);
        }
        if (COUNTS.contains(keyword) && value.isTextual()) {
            String digits = value.textValue();
            return digits.matches("[0-9]{1,9}")
                    ? NODES.numberNode(Integer.parseInt(digits))
                    : value;
        }
        if (OF_NAMED.contains(keyword) && value.isObject()) {
            ObjectNode named = NODES.objectNode();
            value.properties()
                    .forEach(entry -> named.set(entry.getKey(), ofJsonSchema(entry.getValue())));
            return named;
        }
        return OF_ONE_SCHEMA.contains(keyword) || OF_LISTS.contains(keyword)
                ? ofJsonSchema(value)
                : value;
    }

    /** Null, for no such keyword, if the type is the one that says nothing. */
    private static JsonNode type(JsonNode type) {
        if (type.isArray()) {
            ArrayNode list = NODES.arrayNode(type.size());
            type.forEach(one -> list.add(one.isTextual() ? type(one) : one));
            return list;
        }
        if (!type.isTextual()) {
            return type;
        }
        if (type.textValue().equals("TYPE_UNSPECIFIED")) {
            return null;
        }
        String lower = type.textValue().toLowerCase(Locale.ROOT);
        return TYPES.contains(lower) ? TextNode.valueOf(lower) : type;
    }

    private static void allowNull(ObjectNode schema) {
        JsonNode type = schema.get("type");
        if (type != null) {
            ArrayNode types = type.isArray() ? (ArrayNode) type : NODES.arrayNode().add(type);
            add(types, TextNode.valueOf("null"));
            schema.set("type", types);
        }
        if (schema.get("enum") instanceof ArrayNode values) {
            ArrayNode more = NODES.arrayNode().addAll(values);
            add(more, NullNode.getInstance());
            schema.set("enum", more);
        }
        ObjectNode refusing = NODES.objectNode();
        for (String keyword : REFUSING_NULL) {
            if (schema.has(keyword)) {
                refusing.set(keyword, schema.remove(keyword));
            }
        }
        if (!refusing.isEmpty()) {
            ObjectNode nothing = NODES.objectNode().put("type", "null");
            schema.putArray("anyOf").add(refusing).add(nothing);
        }
    }

    private static void add(ArrayNode values, JsonNode value) {
        for (JsonNode known : values) {
            if (known.equals(value)) {
                return;
            }
        }
        values.add(value);
    }
}
