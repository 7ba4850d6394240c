package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The front matter's {@code config} and {@code output}, which together become the request's {@code
 * generationConfig}. The schema is sent as {@code responseJsonSchema}, which every current model
 * accepts.
 */
final class OutputSection {

    private static final Set<String> KEYS =
            new LinkedHashSet<>(List.of("format", "schema", "file"));

    private static final List<String> CLASHING =
            List.of(
                    "responseMimeType",
                    "response_mime_type",
                    "responseSchema",
                    "response_schema",
                    "responseJsonSchema",
                    "response_json_schema",
                    "_responseJsonSchema",
                    "responseFormat",
                    "response_format");

    private final Document frontMatter;

    OutputSection(Document frontMatter) {
        this.frontMatter = frontMatter;
    }

    /** Adds {@code generationConfig} to the request if the front matter has either. */
    OutputFormat applyTo(ObjectNode request) {
        ObjectNode config = frontMatter.mapping("config");
        if (config != null) {
            request.set("generationConfig", config);
        }
        if (frontMatter.mapping("output") == null) {
            return config == null
                    ? OutputFormat.TEXT
                    : RequestedOutput.of(config, frontMatter, "config");
        }
        frontMatter.allowOnly(KEYS, "output");
        refuseClash(config);
        return isJson() ? json(request.withObjectProperty("generationConfig")) : OutputFormat.TEXT;
    }

    private OutputFormat json(ObjectNode config) {
        config.put("responseMimeType", RequestedOutput.JSON_TYPE);
        JsonNode schema = frontMatter.value("output", "schema");
        if (schema == null) {
            return OutputFormat.json();
        }
        int line = frontMatter.line("output", "schema");
        OutputFormat format = AnswerSchema.compile(SchemaDialect.toJsonSchema(schema, line), line);
        config.set("responseJsonSchema", format.schema());
        return format;
    }

    private boolean isJson() {
        String format = frontMatter.text("output", "format");
        boolean hasSchema = frontMatter.value("output", "schema") != null;
        if (format == null) {
            return hasSchema;
        }
        boolean isJson = format.equals("json");
        if (!isJson && !format.equals("text")) {
            throw new InvalidPromptException(
                    "'output.format' is '%s'; allowed: json, text".formatted(Excerpt.of(format)),
                    frontMatter.line("output", "format"));
        }
        if (!isJson && hasSchema) {
            throw new InvalidPromptException(
                    "'output.schema' needs 'output.format: json': change the format or remove the"
                            + " schema",
                    frontMatter.line("output", "schema"));
        }
        return isJson;
    }

    private void refuseClash(ObjectNode config) {
        for (String key : CLASHING) {
            if (config != null && config.has(key)) {
                throw new InvalidPromptException(
                        "'config.%s' and 'output' both define the answer: remove one"
                                .formatted(key),
                        frontMatter.line("config", key));
            }
        }
    }
}
