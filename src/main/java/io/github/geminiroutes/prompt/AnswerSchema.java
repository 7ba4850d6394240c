package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.resource.AllowSchemaLoader;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compiles the JSON Schema of a prompt. The schema comes from a stranger: it may refer only to
 * itself, nothing is ever fetched for it, and its patterns are bounded.
 */
final class AnswerSchema {

    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder()
                    .locale(Locale.ROOT)
                    .regularExpressionFactory(BoundedPattern::new)
                    .build();

    /**
     * Loads the dialects the library brings along, and nothing else. Without its cache, since a
     * prompt's {@code $id} must not put a schema where another prompt finds it.
     */
    private static final JsonSchemaFactory FACTORY =
            JsonSchemaFactory.getInstance(
                    VersionFlag.V202012,
                    factory ->
                            factory.enableSchemaCache(false)
                                    .schemaLoaders(
                                            loaders ->
                                                    loaders.add(
                                                            new AllowSchemaLoader(
                                                                    iri ->
                                                                            iri.toString()
                                                                                    .startsWith(
                                                                                            "classpath:draft")))));

    private static final Map<String, JsonSchema> DIALECTS = new ConcurrentHashMap<>();

    private AnswerSchema() {}

    /**
     * @param line where the schema stands, for messages
     * @throws InvalidPromptException if it is not a JSON Schema that stands on its own
     */
    static OutputFormat compile(JsonNode schema, int line) {
        SchemaRules.check(schema, line);
        String dialect = schema.path("$schema").asText(SchemaId.V202012);
        try {
            dialect(dialect).validate(schema).stream()
                    .findFirst()
                    .ifPresent(
                            message -> {
                                throw invalid(message.getMessage(), line);
                            });
            JsonSchema compiled = FACTORY.getSchema(schema, CONFIG);
            compiled.initializeValidators();
            return OutputFormat.json(schema, compiled);
        } catch (JsonSchemaException | IllegalArgumentException e) {
            throw invalid(e.getMessage(), line);
        }
    }

    private static JsonSchema dialect(String id) {
        return DIALECTS.computeIfAbsent(
                id, key -> FACTORY.getSchema(SchemaLocation.of(key), CONFIG));
    }

    private static InvalidPromptException invalid(String reason, int line) {
        return new InvalidPromptException(
                "the schema is not valid JSON Schema: " + Excerpt.ofReason(reason), line);
    }
}
