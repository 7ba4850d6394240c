package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.AllowSchemaLoader;
import com.networknt.schema.resource.SchemaLoader;
import io.github.geminiroutes.support.BoundedMap;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compiles the JSON Schema of a prompt. The schema is untrusted: it may refer only to itself,
 * nothing is fetched for it, and the time of its patterns is limited.
 */
final class AnswerSchema {

    private static final SchemaValidatorsConfig CONFIG = config().build();

    /** Compiles what a reference leads to each time it is needed, and forgets it. */
    private static final SchemaValidatorsConfig FORGETFUL = config().cacheRefs(false).build();

    /** How many schemas of one prompt may stay in memory, some kilobytes each. */
    private static final long MAX_CACHED = 5_000;

    private static final long MAX_KEPT_SIZE = 1_000;

    /** The library loads its own dialects from these addresses; all others are refused. */
    private static final SchemaLoader OWN_DIALECTS_ONLY =
            new AllowSchemaLoader(address -> address.toString().startsWith("classpath:draft"));

    /**
     * Without the library's cache: the {@code $id} of one prompt's schema must not affect other
     * prompts.
     */
    private static final JsonSchemaFactory FACTORY =
            JsonSchemaFactory.getInstance(
                    VersionFlag.V202012,
                    factory ->
                            factory.enableSchemaCache(false)
                                    .schemaLoaders(loaders -> loaders.add(OWN_DIALECTS_ONLY)));

    private static final int MAX_KEPT = 64;
    private static final int MAX_KEPT_LENGTH = 16 * 1024;

    /**
     * Prompts of one batch mostly share their schema, and compiling it is the most expensive step.
     */
    private static final Map<String, OutputFormat> RECENT =
            Collections.synchronizedMap(BoundedMap.byUse(MAX_KEPT));

    private static final Map<String, JsonSchema> DIALECTS = new ConcurrentHashMap<>();

    private static final GivenUpThread COMPILER = new GivenUpThread("gemini-schema");

    private AnswerSchema() {}

    /**
     * @param written the schema; Google's spelling, such as {@code type: OBJECT} and {@code
     *     nullable}, is taken, too
     * @param line the line of the schema, for messages
     * @throws InvalidPromptException if it is not a self-contained JSON Schema
     */
    static OutputFormat compile(JsonNode written, int line) {
        SchemaRules.check(written, line);
        JsonNode schema = SchemaSpelling.ofJsonSchema(written);
        String text = schema.toString();
        OutputFormat known = RECENT.get(text);
        if (known != null) {
            return known;
        }
        SchemaSize size = SchemaSize.of(schema);
        OutputFormat output =
                OutputFormat.json(
                        schema, COMPILER.call(() -> compileChecked(schema, size, line), line));
        if (text.length() <= MAX_KEPT_LENGTH && size.all() <= MAX_KEPT_SIZE) {
            RECENT.put(text, output);
        }
        return output;
    }

    private static JsonSchema compileChecked(JsonNode schema, SchemaSize size, int line) {
        String dialect = schema.path("$schema").asText(SchemaId.V202012);
        try {
            var faults = SchemaLimits.ofSchema().within(dialect(dialect), schema);
            if (!faults.isEmpty()) {
                throw invalid(faults.iterator().next().getMessage(), line);
            }
            boolean isCached = !size.isRecursive() && size.all() <= MAX_CACHED;
            JsonSchema compiled = FACTORY.getSchema(schema, isCached ? CONFIG : FORGETFUL);
            compiled.initializeValidators();
            return compiled;
        } catch (JsonSchemaException | IllegalArgumentException e) {
            throw invalid(e.getMessage(), line);
        } catch (SchemaLimits.Met | StackOverflowError e) {
            throw new InvalidPromptException(
                    "the schema is too large: make it simpler and flatter", line);
        }
    }

    /**
     * The violations of a value; one of them if there are too many.
     *
     * @throws SchemaLimits.Met if the schema cannot be followed within the limits
     */
    static Set<ValidationMessage> validate(JsonSchema schema, JsonNode value) {
        try {
            var first = SchemaLimits.ofFirstViolation().within(schema, value);
            return first.isEmpty() ? first : allOr(first, schema, value);
        } catch (JsonSchemaException e) {
            throw new SchemaLimits.Met("the schema is broken: " + e.getMessage());
        }
    }

    private static Set<ValidationMessage> allOr(
            Set<ValidationMessage> first, JsonSchema schema, JsonNode value) {
        try {
            return SchemaLimits.ofAllViolations().within(schema, value);
        } catch (SchemaLimits.Met e) {
            return first;
        }
    }

    private static SchemaValidatorsConfig.Builder config() {
        return SchemaValidatorsConfig.builder()
                .locale(Locale.ROOT)
                .regularExpressionFactory(LinearPattern::compileIfPossible)
                // A reference below a reference is compiled when an answer needs it: all at once
                // they may be without number.
                .preloadJsonSchemaRefMaxNestingDepth(1);
    }

    /** Forgetful, because strangers' schemas lead to any number of places in it. */
    private static JsonSchema dialect(String id) {
        return DIALECTS.computeIfAbsent(
                id, key -> FACTORY.getSchema(SchemaLocation.of(key), FORGETFUL));
    }

    private static InvalidPromptException invalid(String reason, int line) {
        return new UncheckableSchemaException(
                "the schema is not valid JSON Schema: " + Excerpt.ofReason(reason), line);
    }
}
