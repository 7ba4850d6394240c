package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Reads the format of the answer from a {@code generationConfig}. {@code responseJsonSchema}
 * contains JSON Schema whatever the type; the older {@code responseSchema} is Google's form of
 * OpenAPI's, of which is checked what JSON Schema has, too. With the type {@code text/x.enum} it
 * describes a text.
 */
final class RequestedOutput {

    static final String JSON_TYPE = "application/json";

    private static final List<String> MIME_TYPE_PATHS =
            List.of(
                    "/responseMimeType",
                    "/response_mime_type",
                    "/responseFormat/text/mimeType",
                    "/response_format/text/mime_type");
    private static final List<String> SCHEMA_KEYS =
            List.of("responseJsonSchema", "response_json_schema", "_responseJsonSchema");
    private static final List<String> OTHER_SCHEMA_PATHS =
            List.of(
                    "/responseSchema",
                    "/response_schema",
                    "/responseFormat/text/schema",
                    "/response_format/text/schema");

    private RequestedOutput() {}

    /**
     * @param key the key of the configuration in the document
     */
    static OutputFormat of(ObjectNode config, Document document, String key) {
        for (String schemaKey : SCHEMA_KEYS) {
            if (config.hasNonNull(schemaKey)) {
                return compile(config.get(schemaKey), document.line(key, schemaKey));
            }
        }
        boolean isJson =
                MIME_TYPE_PATHS.stream()
                        .anyMatch(path -> config.at(path).asText().equals(JSON_TYPE));
        return isJson ? json(config) : OutputFormat.TEXT;
    }

    /** Where a schema says what cannot be checked, the server's own check has to do. */
    private static OutputFormat json(ObjectNode config) {
        for (String path : OTHER_SCHEMA_PATHS) {
            if (config.at(path).isObject()) {
                try {
                    return AnswerSchema.compile(config.at(path), 0);
                } catch (InvalidPromptException e) {
                    return OutputFormat.json();
                }
            }
        }
        return OutputFormat.json();
    }

    /** Gemini decides what it takes; an answer is validated by what can be. */
    private static OutputFormat compile(JsonNode schema, int line) {
        try {
            return AnswerSchema.compile(schema, line);
        } catch (UncheckableSchemaException e) {
            return OutputFormat.json();
        }
    }
}
