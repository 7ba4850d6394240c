package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaId;
import java.util.Set;

/** The rules for a schema of a prompt, which are checked before the library reads it. */
final class SchemaRules {

    private static final int MAX_DEPTH = 64;

    /** A number with a larger exponent takes gigabytes once it is expanded. */
    private static final int MAX_SCALE = 400;

    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

    private static final Set<String> DIALECTS =
            Set.of(
                    SchemaId.V202012,
                    SchemaId.V201909,
                    SchemaId.V7,
                    "http://json-schema.org/draft-07/schema");

    /** Keywords of JSON Schema, and those that Gemini adds. */
    private static final Set<String> KEYWORDS =
            Set.of(
                    ("$schema $id $ref $anchor $dynamicRef $dynamicAnchor $recursiveRef"
                                    + " $recursiveAnchor $vocabulary $comment $defs definitions"
                                    + " type enum const title description default examples example"
                                    + " deprecated readOnly writeOnly format pattern minLength"
                                    + " maxLength minimum maximum exclusiveMinimum exclusiveMaximum"
                                    + " multipleOf properties patternProperties"
                                    + " additionalProperties propertyNames required minProperties"
                                    + " maxProperties dependentRequired dependentSchemas"
                                    + " dependencies items prefixItems additionalItems contains"
                                    + " minContains maxContains minItems maxItems uniqueItems"
                                    + " unevaluatedItems unevaluatedProperties allOf anyOf oneOf"
                                    + " not if then else contentEncoding contentMediaType"
                                    + " contentSchema nullable propertyOrdering")
                            .split(" "));

    private SchemaRules() {}

    static void check(JsonNode schema, int line) {
        if (!schema.isObject()) {
            throw picoschema("a single word", line);
        }
        for (var keyword : schema.properties()) {
            if (!KEYWORDS.contains(keyword.getKey()) && !keyword.getKey().startsWith("x-")) {
                throw picoschema("'" + Excerpt.of(keyword.getKey()) + "'", line);
            }
        }
        check(schema, 0, line);
    }

    private static void check(JsonNode node, int depth, int line) {
        if (depth > MAX_DEPTH) {
            throw new InvalidPromptException(
                    "the schema is nested deeper than %d levels: make it flatter"
                            .formatted(MAX_DEPTH),
                    line);
        }
        if (node.isBigDecimal() && Math.abs((long) node.decimalValue().scale()) > MAX_SCALE) {
            throw new InvalidPromptException(
                    "the schema contains a number out of range: use one with a smaller exponent",
                    line);
        }
        for (var field : node.properties()) {
            checkReference(field.getKey(), field.getValue(), line);
            check(field.getValue(), depth + 1, line);
        }
        if (node.isArray()) {
            node.forEach(element -> check(element, depth + 1, line));
        }
    }

    private static void checkReference(String key, JsonNode value, int line) {
        if (!value.isTextual()) {
            return;
        }
        String target = value.textValue();
        if (REFERENCES.contains(key) && !target.startsWith("#")) {
            throw new InvalidPromptException(
                    "the schema refers to '%s', which is never fetched: put it under $defs"
                                    .formatted(Excerpt.of(target))
                            + " and refer to #/$defs/…",
                    line);
        }
        if (key.equals("$schema") && !DIALECTS.contains(target)) {
            throw new InvalidPromptException(
                    "the schema's dialect '%s' is not supported: use %s or remove $schema"
                            .formatted(Excerpt.of(target), SchemaId.V202012),
                    line);
        }
    }

    private static InvalidPromptException picoschema(String found, int line) {
        return new InvalidPromptException(
                "the schema must be JSON Schema (type: object, properties: …), but has %s;"
                                .formatted(found)
                        + " Picoschema is not supported",
                line);
    }
}
