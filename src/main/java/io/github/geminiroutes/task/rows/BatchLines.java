package io.github.geminiroutes.task.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.JsonWeight;
import io.github.geminiroutes.support.SingleLine;
import io.github.geminiroutes.table.KeySet;
import io.github.geminiroutes.table.Row;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Google's batch lines: {@code {"key": …, "request": {GenerateContentRequest}}}. */
final class BatchLines implements RowPrompts {

    /** Of JSON: a line that names a field twice would be asked by one of the two. */
    static final ObjectReader STRICT =
            GeminiJson.MAPPER
                    .reader()
                    .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final int LONGEST_SHOWN = 100;

    /** Of the most values that a request may have, with the ends of objects and the names. */
    private static final int MOST_TOKENS = 400_000;

    private final KeySet keys = new KeySet();

    /** The number of the row whose key was added last: a slow one is read twice. */
    private long last;

    private final PromptParser parser;

    BatchLines(PromptParser parser) {
        this.parser = parser;
    }

    @Override
    public char separator() {
        return 0;
    }

    @Override
    public boolean isLikeOne(Row row) {
        return tree(row).path("request").isObject();
    }

    @Override
    public String form() {
        return "each line must be {\"key\": …, \"request\": {a GenerateContentRequest}}";
    }

    @Override
    public Prompt prompt(Row row) {
        JsonNode line = parse(row);
        JsonNode request = line.path("request");
        if (!request.isObject()) {
            throw new InvalidPromptException("'request' is missing: " + form(), 0);
        }
        if (row.number() != last && !keys.add(key(row, line))) {
            throw repeatedKey(key(row, line));
        }
        last = row.number();
        try {
            return parser.parse("request.json", GeminiJson.MAPPER.writeValueAsBytes(request), null);
        } catch (JsonProcessingException e) {
            throw new InvalidPromptException("the request cannot be written as JSON", 0);
        }
    }

    @Override
    public String placeOfLines() {
        return null;
    }

    /** The refusal of a line whose key an earlier line has. */
    static InvalidPromptException repeatedKey(String key) {
        return new InvalidPromptException(
                "the key '%s' is that of an earlier line: give each line its own"
                        .formatted(SingleLine.quoted(key, LONGEST_SHOWN)),
                0);
    }

    @Override
    public String key(Row row) {
        return key(row, tree(row));
    }

    /** A line without a key is found by its number. */
    private static String key(Row row, JsonNode line) {
        String key = keyOf(line);
        return key == null ? Long.toString(row.number()) : key;
    }

    /** The key that a line has, a text or a number; null if it has none. */
    static String keyOf(JsonNode line) {
        JsonNode key = line.path("key");
        return key.isValueNode() && !key.isNull() ? key.asText() : null;
    }

    @Override
    public OutputFormat output() {
        return null;
    }

    /** A missing node for what is no JSON. */
    private static JsonNode tree(Row row) {
        try {
            return parse(row);
        } catch (InvalidPromptException e) {
            return MissingNode.getInstance();
        }
    }

    /**
     * Before the tree is made: several lines are read at a time, each of which may be 20 MB of
     * empty objects.
     */
    private static void requireFewValues(String line) throws JsonProcessingException {
        if (JsonWeight.mostTokens(line) <= MOST_TOKENS) {
            return;
        }
        try (JsonParser parser = STRICT.createParser(line)) {
            for (int tokens = 0; parser.nextToken() != null; tokens++) {
                if (tokens == MOST_TOKENS) {
                    throw new InvalidPromptException("has more than 100000 values", 0);
                }
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    static JsonNode parse(Row row) {
        try {
            requireFewValues(row.text());
            JsonNode tree = STRICT.readTree(row.text());
            if (!tree.isObject()) {
                throw new InvalidPromptException("is no JSON object", 0);
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new InvalidPromptException("is no JSON object in one line", 0);
        }
    }
}
