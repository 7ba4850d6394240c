package io.github.geminiroutes.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/**
 * Where the document goes in a request. The template is filled with a mark in its stead, which
 * cannot be guessed. The mark is an address, for {@code {{media url=document}}} is a place, too.
 */
final class DocumentPlace {

    private final String data =
            Base64.getEncoder()
                    .encodeToString(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));

    private final String mark = "data:text/plain;base64," + data;

    /** Stands for the document in the template's values. */
    String mark() {
        return mark;
    }

    /** The parts of the first turn of the user; null if there is none. */
    static ArrayNode first(ObjectNode request) {
        for (JsonNode turn : request.path("contents")) {
            if (turn.path("role").asText().equals("user")) {
                return (ArrayNode) turn.get("parts");
            }
        }
        return null;
    }

    /** Whether a part of a request has the place. */
    boolean isIn(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue().contains(mark) || node.textValue().equals(data);
        }
        for (JsonNode inner : node) {
            if (isIn(inner)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the template wrote the place as that of media. */
    boolean isOfMedia(ObjectNode request) {
        return request.findValues("inlineData").stream().anyMatch(this::isIn);
    }

    /** Puts the document at its place, or before all else. */
    void put(ObjectNode document, ObjectNode request) {
        if (isIn(request.path("contents"))) {
            request.path("contents").forEach(turn -> put(document, turn));
        } else {
            first(request).insert(0, document);
        }
    }

    private void put(ObjectNode document, JsonNode turn) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (JsonNode part : turn.get("parts")) {
            String text = part.path("text").asText("");
            if (part.has("inlineData") && isIn(part.get("inlineData"))) {
                parts.add(document);
                continue;
            }
            if (!text.contains(mark)) {
                parts.add(part);
                continue;
            }
            int from = 0;
            for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, from)) {
                add(text.substring(from, at), parts);
                parts.add(document);
                from = at + mark.length();
            }
            add(text.substring(from), parts);
        }
        ((ObjectNode) turn).set("parts", parts);
    }

    private static void add(String text, ArrayNode parts) {
        if (!text.isBlank()) {
            parts.addObject().put("text", text);
        }
    }
}
