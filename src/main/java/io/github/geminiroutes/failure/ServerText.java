package io.github.geminiroutes.failure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.geminiroutes.support.KeyMask;
import io.github.geminiroutes.support.SingleLine;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Cleans the text of a server: one line, bounded, no control characters, no key. Gemini itself
 * repeats a suspended key in the message and in the details ("Consumer 'api_key:…' has been
 * suspended").
 */
final class ServerText {

    /** The longest text, in chars. */
    static final int MAX_LENGTH = 2_000;

    /** What is read of a text: the line is cut far before. */
    private static final int MAX_READ = 32 * MAX_LENGTH;

    /**
     * What all details of a failure may take, in chars: a failure is kept for as long as its call
     * waits to be repeated, and hundreds may wait.
     */
    private static final int MAX_DETAILS = 64 * 1024;

    /** What a field or an element takes beside its text, in chars. */
    private static final int PER_NODE = 32;

    /** A number that no primitive type holds: it may have 20,000 digits. */
    private static final int PER_BIG_NUMBER = 8 * 1024;

    /** Details of Google have five levels; each takes several frames of a thread's stack. */
    private static final int MAX_DEPTH = 100;

    private ServerText() {}

    /** The text as one clean line of at most {@link #MAX_LENGTH} chars; null stays null. */
    static String oneLine(String text) {
        return text == null
                ? null
                : SingleLine.shortened(withoutKeys(SingleLine.of(head(text))), MAX_LENGTH);
    }

    /**
     * A copy without keys, of which what is nested too deep, and what is too much, is left out;
     * null stays null.
     */
    static JsonNode withoutKeys(JsonNode node) {
        return node == null ? null : withoutKeys(node, 0, new AtomicInteger(MAX_DETAILS));
    }

    private static JsonNode withoutKeys(JsonNode node, int depth, AtomicInteger room) {
        room.addAndGet(-PER_NODE);
        if (depth > MAX_DEPTH) {
            return NullNode.getInstance();
        }
        if (node.isTextual()) {
            return TextNode.valueOf(within(room, node.textValue()));
        }
        if (node.isBigInteger() || node.isBigDecimal()) {
            room.addAndGet(-PER_BIG_NUMBER);
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            for (Iterator<JsonNode> elements = node.elements();
                    elements.hasNext() && room.get() > 0; ) {
                copy.add(withoutKeys(elements.next(), depth + 1, room));
            }
            return copy;
        }
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                if (room.get() <= 0) {
                    break;
                }
                String name = within(room, field.getKey());
                copy.set(name, withoutKeys(field.getValue(), depth + 1, room));
            }
            return copy;
        }
        return node;
    }

    private static String within(AtomicInteger room, String text) {
        String clean = withoutKeys(head(text));
        String shown = clean.substring(0, Math.max(0, Math.min(clean.length(), room.get())));
        room.addAndGet(-shown.length());
        return shown;
    }

    private static String head(String text) {
        return text.length() <= MAX_READ ? text : text.substring(0, MAX_READ);
    }

    private static String withoutKeys(String text) {
        return KeyMask.of(text);
    }
}
