package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads JSON or YAML and records the lines of the keys of the upper two levels. Refuses what JSON
 * cannot represent: lone surrogates, aliases and binary tags. Refuses a document of too many values
 * while it reads, because each takes some hundred bytes of the heap, and only two in the file.
 */
final class LocatedParser extends JsonParserDelegate {

    /** More than any request that Gemini accepts. */
    static final int MAX_VALUES = 100_000;

    private static final int LOCATED_LEVELS = 2;

    /** A longer name would be kept once for each of its values. */
    private static final int LONGEST_LOCATED_NAME = 100;

    private final int linesBefore;
    private final boolean mayHoldHalfCharacters;
    private final Map<String, Integer> lines = new HashMap<>();
    private int depth;
    private int firstLine;
    private int values;

    /**
     * @param linesBefore lines of the file before the first one of the text
     * @param text the text to parse
     */
    LocatedParser(JsonParser parser, int linesBefore, String text) {
        super(parser);
        this.linesBefore = linesBefore;
        // Strict UTF-8 has no lone surrogates: only an escape can produce one.
        this.mayHoldHalfCharacters =
                text.contains("\\ud") || text.contains("\\uD") || text.contains("\\U");
    }

    Map<String, Integer> lines() {
        return lines;
    }

    /** The line of the current token. */
    int line() {
        return currentTokenLocation().getLineNr() + linesBefore;
    }

    /** The first line of the document. */
    int firstLine() {
        return firstLine;
    }

    @Override
    public JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token == null) {
            return null;
        }
        firstLine = firstLine == 0 ? line() : firstLine;
        if (token.isStructEnd()) {
            depth--;
            return token;
        }
        if (token != JsonToken.FIELD_NAME && ++values > MAX_VALUES) {
            throw new InvalidPromptException(
                    "the document has more than %d values: divide it, or send the data as one text"
                            .formatted(MAX_VALUES),
                    line());
        }
        if (token.isStructStart()) {
            depth++;
        } else {
            locate();
            refuseWhatJsonCannotCarry(token);
        }
        return token;
    }

    private void locate() {
        if (depth > LOCATED_LEVELS) {
            return;
        }
        for (var at = getParsingContext().getParent(); at != null; at = at.getParent()) {
            String name = at.getCurrentName();
            if (name != null && name.length() > LONGEST_LOCATED_NAME) {
                return;
            }
        }
        lines.putIfAbsent(getParsingContext().pathAsPointer().toString(), line());
    }

    private void refuseWhatJsonCannotCarry(JsonToken token) throws IOException {
        if (delegate instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new InvalidPromptException(
                    "aliases (*name) are not supported: write the value out", line());
        }
        if (token == JsonToken.VALUE_EMBEDDED_OBJECT) {
            throw new InvalidPromptException(
                    "binary values are not supported: name a file under 'attachments'", line());
        }
        boolean isText = token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME;
        if (isText && mayHoldHalfCharacters && Utf8Text.hasHalfCharacter(getText())) {
            throw new InvalidPromptException(
                    "half of a character (a \\u escape between d800 and dfff without its"
                            + " partner): write both escapes, or the character itself",
                    line());
        }
    }
}
