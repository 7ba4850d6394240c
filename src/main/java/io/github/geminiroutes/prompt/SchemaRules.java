package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.PatternSyntaxException;
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

    private static final int MAX_IN_PLACE = 10_000;
    private static final int MAX_PATTERN = 5_000;
    private static final int MAX_PATTERNS = 50_000;

    private final int line;
    private long patterns;

    private SchemaRules(int line) {
        this.line = line;
    }

    /**
     * @param line the line of the schema, for messages
     * @throws UncheckableSchemaException if Gemini may take the schema, but nothing can be checked
     *     by it
     * @throws InvalidPromptException if a check by it would take too much time or memory
     */
    static void check(JsonNode schema, int line) {
        if (!schema.isObject()) {
            throw new UncheckableSchemaException(
                    "the schema must be a mapping (type: object, properties: …)", line);
        }
        new SchemaRules(line).visit(schema, 0);
        if (SchemaSize.of(schema).inPlace() > MAX_IN_PLACE) {
            throw new InvalidPromptException(
                    "the schema grows beyond %d schemas for one value once its references are"
                                    .formatted(MAX_IN_PLACE)
                            + " followed: refer less often",
                    line);
        }
    }

    private void visit(JsonNode node, int depth) {
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
            checkReference(field.getKey(), field.getValue());
            checkPatterns(field.getKey(), field.getValue());
            visit(field.getValue(), depth + 1);
        }
        if (node.isArray()) {
            node.forEach(element -> visit(element, depth + 1));
        }
    }

    private void checkPatterns(String key, JsonNode value) {
        if (key.equals("pattern") && value.isTextual()) {
            checkPattern(value.textValue());
        } else if (key.equals("patternProperties")) {
            value.fieldNames().forEachRemaining(this::checkPattern);
        }
    }

    /** The size first: compiling a large one takes gigabytes. */
    private void checkPattern(String pattern) {
        try {
            long size = PatternSize.of(pattern);
            patterns += size;
            if (size > MAX_PATTERN || patterns > MAX_PATTERNS) {
                throw new InvalidPromptException(
                        "the pattern '%s' is too large once its repetitions are written out:"
                                        .formatted(Excerpt.of(pattern))
                                + " shorten it",
                        line);
            }
            LinearPattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new UncheckableSchemaException(
                    "the schema is not valid JSON Schema, or uses what cannot be checked in linear"
                            + " time (lookaround, back-references): pattern '%s': %s"
                                    .formatted(
                                            Excerpt.of(pattern), Excerpt.ofReason(e.getMessage())),
                    line);
        }
    }

    private void checkReference(String key, JsonNode value) {
        if (!value.isTextual()) {
            return;
        }
        String target = value.textValue();
        if (REFERENCES.contains(key) && !target.startsWith("#")) {
            throw new UncheckableSchemaException(
                    "the schema refers to '%s', which is never fetched: put it under $defs"
                                    .formatted(Excerpt.of(target))
                            + " and refer to #/$defs/…",
                    line);
        }
        if (key.equals("$schema") && !DIALECTS.contains(target)) {
            throw new UncheckableSchemaException(
                    "the schema's dialect '%s' is not supported: use %s or remove $schema"
                            .formatted(Excerpt.of(target), SchemaId.V202012),
                    line);
        }
    }
}
