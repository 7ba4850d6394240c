package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tells JSON Schema from Picoschema in front matter. The rule is that of dotprompt's specification:
 * a mapping whose {@code type} is a type of JSON Schema, or whose {@code properties} is a mapping,
 * is JSON Schema; all others are Picoschema. A mapping that cannot be read as Picoschema, such as
 * {@code anyOf: […]}, is JSON Schema, too.
 *
 * <p>A Picoschema with a field named {@code type} can look like JSON Schema, and would demand
 * nothing then. Where both readings are possible, the prompt is refused.
 */
final class SchemaDialect {

    private static final Set<String> TYPES =
            Set.of("any", "boolean", "integer", "null", "number", "string", "object", "array");

    /** Keywords of JSON Schema and Google's, and whether their value may be a text. */
    private static final Map<Boolean, Set<String>> KEYWORDS =
            Map.of(
                    true,
                    Set.of(
                            ("$schema $id $ref $anchor $dynamicRef $dynamicAnchor $recursiveRef"
                                            + " $comment type const title description default"
                                            + " example format pattern contentEncoding"
                                            + " contentMediaType")
                                    .split(" ")),
                    false,
                    Set.of(
                            ("$recursiveAnchor $vocabulary $defs definitions enum examples"
                                            + " deprecated readOnly writeOnly minLength maxLength"
                                            + " minimum maximum exclusiveMinimum exclusiveMaximum"
                                            + " multipleOf properties patternProperties"
                                            + " additionalProperties propertyNames required"
                                            + " minProperties maxProperties dependentRequired"
                                            + " dependentSchemas dependencies items prefixItems"
                                            + " additionalItems contains minContains maxContains"
                                            + " minItems maxItems uniqueItems unevaluatedItems"
                                            + " unevaluatedProperties allOf anyOf oneOf not if then"
                                            + " else contentSchema nullable propertyOrdering")
                                    .split(" ")));

    private SchemaDialect() {}

    /**
     * The schema of front matter as JSON Schema.
     *
     * @param line the line of the schema, for messages
     * @throws InvalidPromptException if it is neither, or may be both
     */
    static JsonNode toJsonSchema(JsonNode schema, int line) {
        if (!(schema instanceof ObjectNode mapping)) {
            return Picoschema.toJsonSchema(schema, line);
        }
        if (!isJsonSchema(mapping)) {
            boolean hasOnlyKeywords =
                    mapping.properties().stream().allMatch(entry -> isKeyword(entry.getKey()));
            return hasOnlyKeywords && !Picoschema.isReadable(mapping)
                    ? mapping
                    : Picoschema.toJsonSchema(mapping, line);
        }
        if (!mayDemandMore(mapping)) {
            return mapping.has("type") ? mapping : mapping.deepCopy().put("type", "object");
        }
        // Texts where JSON Schema has none: there is only one reading.
        boolean isBrokenJsonSchema =
                mapping.properties().stream()
                        .anyMatch(
                                entry ->
                                        KEYWORDS.get(false).contains(entry.getKey())
                                                && entry.getValue().isTextual());
        if (isBrokenJsonSchema && Picoschema.isReadable(mapping)) {
            return Picoschema.toJsonSchema(mapping, line);
        }
        throw new InvalidPromptException(
                "the schema may be JSON Schema, or Picoschema with a field 'type': write it as"
                        + " 'type: object' with 'properties', or give the field a description:"
                        + " 'type: string, the kind of it'",
                line);
    }

    private static boolean isJsonSchema(ObjectNode mapping) {
        return isType(mapping.path("type")) || mapping.path("properties").isObject();
    }

    /** A type's name, in Google's capitals, too; or a list of such. */
    private static boolean isType(JsonNode type) {
        if (type.isArray()) {
            return type.path(0).isTextual() && isType(type.get(0));
        }
        return type.isTextual()
                && (TYPES.contains(type.textValue().toLowerCase(Locale.ROOT))
                        || type.textValue().equals("TYPE_UNSPECIFIED"));
    }

    /**
     * Whether this JSON Schema has what Picoschema would read as fields: a key that is no keyword,
     * or nothing but types beside the type.
     */
    private static boolean mayDemandMore(ObjectNode mapping) {
        boolean hasField = false;
        boolean hasOnlyTypes = mapping.size() > 1;
        for (var entry : mapping.properties()) {
            if (entry.getKey().equals("type")) {
                continue;
            }
            boolean isField = isField(entry.getKey(), entry.getValue());
            hasField |= isField && !isKeyword(entry.getKey());
            hasOnlyTypes &= isField && entry.getValue().isTextual();
        }
        return hasField || hasOnlyTypes;
    }

    private static boolean isField(String key, JsonNode value) {
        ObjectNode alone = JsonNodeFactory.instance.objectNode();
        alone.set(key, value);
        return Picoschema.isReadable(alone);
    }

    private static boolean isKeyword(String key) {
        return key.startsWith("x-")
                || KEYWORDS.values().stream().anyMatch(set -> set.contains(key));
    }
}
