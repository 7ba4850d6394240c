package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.networknt.schema.JsonSchema;
import java.util.List;

/** The format of an answer: text, JSON, or JSON that matches a JSON Schema. Thread-safe. */
public final class OutputFormat {

    /** Any text: nothing is checked. */
    public static final OutputFormat TEXT = new OutputFormat(false, null, null);

    private static final OutputFormat JSON = new OutputFormat(true, null, null);
    private static final int MAX_VIOLATIONS = 10;
    private static final ObjectReader READER =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final boolean isJson;
    private final JsonNode schema;
    private final JsonSchema compiled;

    private OutputFormat(boolean isJson, JsonNode schema, JsonSchema compiled) {
        this.isJson = isJson;
        this.schema = schema;
        this.compiled = compiled;
    }

    /** Any JSON value. */
    public static OutputFormat json() {
        return JSON;
    }

    /**
     * A JSON value that matches a schema.
     *
     * @param schema the schema as it was written
     * @param compiled the compiled schema
     */
    public static OutputFormat json(JsonNode schema, JsonSchema compiled) {
        return new OutputFormat(true, schema, compiled);
    }

    public boolean isJson() {
        return isJson;
    }

    /** The JSON Schema as it was written, or null if there is none. */
    public JsonNode schema() {
        return schema;
    }

    /**
     * The violations of an answer: one line each, at most ten; empty if the answer is valid. Gemini
     * ignores schema keywords that it does not support, so its JSON must be checked.
     */
    public List<String> violations(String answerText) {
        if (!isJson) {
            return List.of();
        }
        JsonNode answer;
        try {
            answer = READER.readTree(answerText == null ? "" : answerText);
        } catch (JsonProcessingException e) {
            return List.of("not JSON: " + Excerpt.ofReason(e.getOriginalMessage()));
        }
        if (answer == null || answer.isMissingNode()) {
            return List.of("not JSON: the answer is empty");
        }
        return compiled == null ? List.of() : schemaViolations(answer);
    }

    private List<String> schemaViolations(JsonNode answer) {
        try {
            return AnswerSchema.validate(compiled, answer).stream()
                    .limit(MAX_VIOLATIONS)
                    .map(message -> Excerpt.ofViolation(message.getMessage()))
                    .toList();
        } catch (StackOverflowError e) {
            // A schema may refer to itself without end, which only appears when an answer is
            // checked.
            return List.of("not checkable: the schema refers to itself without end");
        } catch (SchemaLimits.Met e) {
            return List.of("not checkable: " + e.getMessage());
        }
    }
}
