package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Reads the format of the answer from a {@code generationConfig}. Only {@code responseJsonSchema}
 * contains JSON Schema; the older {@code responseSchema} is an OpenAPI dialect, so that such an
 * answer is only checked to be JSON.
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

    private RequestedOutput() {}

    /**
     * @param key the key of the configuration in the document
     */
    static OutputFormat of(ObjectNode config, Document document, String key) {
        for (String schemaKey : SCHEMA_KEYS) {
            JsonNode schema = config.get(schemaKey);
            if (schema != null && !schema.isNull()) {
                return compile(schema, document.line(key, schemaKey));
            }
        }
        boolean isJson =
                MIME_TYPE_PATHS.stream()
                        .anyMatch(path -> config.at(path).asText().equals(JSON_TYPE));
        return isJson ? OutputFormat.json() : OutputFormat.TEXT;
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
