package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.networknt.schema.JsonSchema;
import io.github.geminiroutes.support.GeminiJson;
import java.util.ArrayList;
import java.util.List;

/** The format of an answer: text, JSON, or JSON that matches a JSON Schema. Thread-safe. */
public final class OutputFormat {

    /** Any text: nothing is checked. */
    public static final OutputFormat TEXT = new OutputFormat(false, null, null);

    private static final OutputFormat JSON = new OutputFormat(true, null, null);
    private static final int MAX_VIOLATIONS = 10;

    /** Numbers with a point become doubles: the check of a bound must not blow them up. */
    private static final ObjectReader READER =
            GeminiJson.MAPPER
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .without(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

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
     * @param schema the schema in the spelling of JSON Schema
     * @param compiled the compiled schema
     */
    public static OutputFormat json(JsonNode schema, JsonSchema compiled) {
        return new OutputFormat(true, schema, compiled);
    }

    public boolean isJson() {
        return isJson;
    }

    /** The schema in the spelling of JSON Schema, or null if there is none. */
    public JsonNode schema() {
        return schema;
    }

    /**
     * Takes the JSON out of an answer and checks it. Gemini ignores schema keywords that it does
     * not support, and at times puts words or a code fence around the JSON: both must not cost
     * another call. Several valid JSON values are none, because it is not known which is meant.
     *
     * @param answerText the text of the answer; the format must be JSON
     */
    public CheckedJson check(String answerText) {
        String text = answerText == null ? "" : answerText;
        try {
            return checked(text);
        } catch (SchemaLimits.NoTurn e) {
            throw e;
        } catch (SchemaLimits.Met e) {
            return new CheckedJson(text, List.of("not checkable: " + e.getMessage()), false);
        }
    }

    private CheckedJson checked(String text) {
        List<String> violations = jsonViolations(text);
        if (violations.isEmpty()) {
            return new CheckedJson(text, List.of());
        }
        List<String> valid = new ArrayList<>();
        List<String> ofOnly = null;
        for (String json : new JsonInWords(text, GeminiJson.MAPPER).candidates()) {
            List<String> found = jsonViolations(json);
            if (found.isEmpty()) {
                valid.add(json);
            } else if (ofOnly == null) {
                ofOnly = found;
            }
        }
        if (valid.size() == 1) {
            return new CheckedJson(valid.get(0), List.of());
        }
        // What is wrong with the JSON tells more than that there are words around it.
        boolean isOfJson = valid.isEmpty() && ofOnly != null;
        return new CheckedJson(text, isOfJson ? ofOnly : violations);
    }

    /** The violations of an answer, see {@link CheckedJson}; none if any text is an answer. */
    public List<String> violations(String answerText) {
        return isJson ? check(answerText).violations() : List.of();
    }

    private List<String> jsonViolations(String text) {
        JsonNode answer;
        try {
            answer = READER.readTree(text);
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
        } catch (ArithmeticException | NumberFormatException e) {
            return List.of("not checkable: a number in the answer is out of range");
        }
    }
}
