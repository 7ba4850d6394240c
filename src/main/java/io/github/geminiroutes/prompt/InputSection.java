package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The front matter's {@code input}: the defaults and the schema of the template's variables. */
final class InputSection {

    private static final Set<String> KEYS = new LinkedHashSet<>(List.of("default", "schema"));
    private static final int MAX_DEPTH = 64;

    private final ObjectNode defaults;
    private final JsonNode schema;
    private final int line;

    /** Made when values are checked; a second thread may make it again. */
    private volatile OutputFormat compiled;

    InputSection(Document frontMatter) {
        if (frontMatter.mapping("input") != null) {
            frontMatter.allowOnly(KEYS, "input");
        }
        defaults = frontMatter.mapping("input", "default");
        line = frontMatter.line("input", "schema");
        JsonNode written = frontMatter.value("input", "schema");
        schema = written == null ? null : SchemaDialect.toJsonSchema(written, line);
    }

    /**
     * The defaults, and over them the values that were given.
     *
     * @param known further values between the two, which the schema need not know
     * @param mayCome whether values may still be given
     * @throws AttachmentNotReadyException if they do not fit the schema and others may come
     * @throws InvalidPromptException if they do not fit the schema
     */
    ObjectNode values(ObjectNode given, ObjectNode known, boolean mayCome) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        if (defaults != null) {
            values.setAll(defaults);
        }
        if (schema != null && isOfObject()) {
            ObjectNode checked = values.deepCopy();
            for (var field : known.properties()) {
                if (schema.path("properties").has(field.getKey())) {
                    checked.set(field.getKey(), field.getValue());
                }
            }
            check(checked.setAll(given), mayCome);
        }
        values.setAll(known);
        values.setAll(given);
        return values;
    }

    /** A table has columns that are not for the template: a closed schema need not name them. */
    private boolean isClosed() {
        JsonNode others = schema == null ? null : schema.get("additionalProperties");
        return others != null && others.isBoolean() && !others.booleanValue() && isOfObject();
    }

    /** Of the given values those that the schema has a word about. */
    ObjectNode named(ObjectNode given) {
        return isClosed() ? given.deepCopy().retain(names(schema.path("properties"))) : given;
    }

    /** The further values, and with them the given ones that a closed schema does not name. */
    ObjectNode further(ObjectNode given, ObjectNode known) {
        return isClosed()
                ? known.deepCopy().setAll(given.deepCopy().remove(names(schema.path("properties"))))
                : known;
    }

    private static Set<String> names(JsonNode properties) {
        Set<String> names = new TreeSet<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private void check(JsonNode values, boolean mayCome) {
        if (compiled == null) {
            compiled = AnswerSchema.compile(schema, line);
        }
        List<String> violations = compiled.violations(values.toString());
        if (!violations.isEmpty()) {
            String problem =
                    "the values do not fit input.schema: %s; correct the values or input.default"
                            .formatted(String.join("; ", violations));
            throw mayCome
                    ? new AttachmentNotReadyException(problem, line, true)
                    : new InvalidPromptException(problem, line);
        }
    }

    /** A template has names for its values: a schema for a single value says nothing of them. */
    private boolean isOfObject() {
        return schema.path("type").asText("object").equals("object");
    }

    /**
     * The names of the properties, on any level, that the schema calls optional: its list of
     * required ones leaves them out, or they may be null.
     */
    Set<String> optionalNames() {
        Set<String> names = new TreeSet<>();
        if (schema != null) {
            collectOptional(schema, names, 0);
        }
        return names;
    }

    private static void collectOptional(JsonNode schema, Set<String> names, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        boolean isExplicit = schema.has("required") || schema.has("additionalProperties");
        for (var property : schema.path("properties").properties()) {
            boolean isLeftOut = isExplicit && !required.contains(property.getKey());
            if (isLeftOut || allowsNull(property.getValue())) {
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
}
