package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds JSON in an answer that has words or a code fence around it. A piece of broken JSON is never
 * taken for a whole: what lies within an open bracket is skipped.
 */
final class JsonInWords {

    /** Each value is parsed once, and each piece that is none at most once. */
    private static final int MOST_TRIES = 20;

    /** A longer text has no words around it that are worth the search. */
    private static final int LONGEST = 8_000_000;

    private static final Pattern FENCED =
            Pattern.compile("\\s*(`{3,}|~{3,})[^`\\n]*\\n(.*?)\\n?[ \\t]*\\1\\s*", Pattern.DOTALL);

    private final String text;
    private final ObjectMapper mapper;

    JsonInWords(String text, ObjectMapper mapper) {
        this.text = text;
        this.mapper = mapper;
    }

    /**
     * The content of a text that is one code fence; objects and arrays among words; in the order of
     * the text. They may be invalid.
     */
    List<String> candidates() {
        List<String> found = new ArrayList<>();
        if (text.length() > LONGEST) {
            return found;
        }
        Matcher fenced = FENCED.matcher(text);
        if (fenced.matches() && !startsWithBracket(fenced.group(2))) {
            found.add(fenced.group(2));
        }
        int depth = 0;
        boolean isInString = false;
        int tries = 0;
        for (int i = 0; i < text.length() && tries < MOST_TRIES; i++) {
            char c = text.charAt(i);
            if (isInString) {
                isInString = c != '"';
                i += c == '\\' ? 1 : 0;
            } else if (c == '{' || c == '[') {
                int end = -1;
                if (depth == 0) {
                    tries++;
                    end = end(i);
                }
                if (end > 0) {
                    found.add(text.substring(i, end));
                    i = end - 1;
                } else {
                    depth++;
                }
            } else if (c == '}' || c == ']') {
                depth = Math.max(0, depth - 1);
            } else if (depth > 0) {
                isInString = c == '"';
            }
        }
        return found;
    }

    private static boolean startsWithBracket(String json) {
        String start = json.stripLeading();
        return start.startsWith("{") || start.startsWith("[");
    }

    /** The end of the JSON value that begins here; -1 if none does. */
    private int end(int start) {
        try (JsonParser parser = mapper.createParser(from(start))) {
            JsonToken first = parser.nextToken();
            if (first == null || !first.isStructStart()) {
                return -1;
            }
            parser.skipChildren();
            return parser.currentToken() != null && parser.currentToken().isStructEnd()
                    ? start + (int) parser.currentLocation().getCharOffset()
                    : -1;
        } catch (IOException e) {
            // Words in brackets, or JSON that was cut.
            return -1;
        }
    }

    /** The rest of the text, without a copy of it. */
    private Reader from(int start) throws IOException {
        Reader rest = new StringReader(text);
        if (rest.skip(start) != start) {
            throw new IOException("The text is shorter than " + start);
        }
        return rest;
    }
}
