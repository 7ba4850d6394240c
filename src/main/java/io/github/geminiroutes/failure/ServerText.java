package io.github.geminiroutes.failure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.geminiroutes.support.KeyMask;
import io.github.geminiroutes.support.SingleLine;

/**
 * Cleans the text of a server: one line, bounded, no control characters, no key. Gemini itself
 * repeats a suspended key in the message and in the details ("Consumer 'api_key:…' has been
 * suspended").
 */
final class ServerText {

    /** The longest text, in chars. */
    static final int MAX_LENGTH = 2_000;

    /** Details of Google have five levels; each takes several frames of a thread's stack. */
    private static final int MAX_DEPTH = 100;

    private ServerText() {}

    /** The text as one clean line of at most {@link #MAX_LENGTH} chars; null stays null. */
    static String oneLine(String text) {
        return text == null
                ? null
                : SingleLine.shortened(withoutKeys(SingleLine.of(text)), MAX_LENGTH);
    }

    /** A copy without keys, of which what is nested too deep is left out; null stays null. */
    static JsonNode withoutKeys(JsonNode node) {
        return node == null ? null : withoutKeys(node, 0);
    }

    private static JsonNode withoutKeys(JsonNode node, int depth) {
        if (depth > MAX_DEPTH) {
            return NullNode.getInstance();
        }
        if (node.isTextual()) {
            return TextNode.valueOf(withoutKeys(node.textValue()));
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(node.size());
            node.forEach(element -> copy.add(withoutKeys(element, depth + 1)));
            return copy;
        }
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            node.properties()
                    .forEach(
                            field ->
                                    copy.set(
                                            withoutKeys(field.getKey()),
                                            withoutKeys(field.getValue(), depth + 1)));
            return copy;
        }
        return node;
    }

    private static String withoutKeys(String text) {
        return KeyMask.of(text);
    }
}
