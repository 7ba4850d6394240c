package io.github.geminiroutes.answer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.BlankText;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.util.Set;

/**
 * What one piece of a streamed answer says of a candidate, without its content, and whether there
 * is content.
 */
final class PieceCandidate {

    private static final Set<String> KEPT =
            Set.of(
                    "finishReason",
                    "finishMessage",
                    "safetyRatings",
                    "citationMetadata",
                    "groundingMetadata");

    private final byte[] json;
    private final ObjectNode said = GeminiJson.MAPPER.createObjectNode();
    private int index;
    private boolean hasContent;
    private boolean hasThought;

    private PieceCandidate(byte[] json) {
        this.json = json;
    }

    /**
     * Reads a candidate, whose bracket the parser has just met.
     *
     * @param json what the parser reads
     */
    static PieceCandidate read(JsonParser parser, byte[] json) throws IOException {
        PieceCandidate candidate = new PieceCandidate(json);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (KEPT.contains(name)) {
                candidate.said.set(name, parser.readValueAsTree());
            } else if (name.equals("content") && value == JsonToken.START_OBJECT) {
                candidate.readContent(parser);
            } else {
                if (name.equals("index") && value == JsonToken.VALUE_NUMBER_INT) {
                    candidate.index = parser.getValueAsInt();
                }
                parser.skipChildren();
            }
        }
        return candidate;
    }

    private void readContent(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isParts = parser.currentName().equals("parts");
            if (parser.nextToken() != JsonToken.START_ARRAY || !isParts) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.hasToken(JsonToken.START_OBJECT)) {
                    readPart(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    /** As {@link AnswerPart} has it, without keeping what the part holds. */
    private void readPart(JsonParser parser) throws IOException {
        boolean isThought = false;
        boolean isVisible = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "thought" -> isThought = value == JsonToken.VALUE_TRUE;
                case "text" -> isVisible |= isVisible(parser);
                case MediaParser.HOLDER -> hasContent |= holds(parser, MediaParser.DATA);
                case "executableCode" -> isVisible |= holds(parser, "code");
                case "codeExecutionResult" -> isVisible |= holds(parser, "output");
                default -> isVisible |= !AnswerPart.Other.isRemark(name) && isFilled(parser);
            }
            parser.skipChildren();
        }
        hasThought |= isThought && isVisible;
        hasContent |= !isThought && isVisible;
    }

    private static boolean isVisible(JsonParser parser) throws IOException {
        return parser.currentToken().isScalarValue()
                && !parser.hasToken(JsonToken.VALUE_NULL)
                && !BlankText.isBlank(parser.getText());
    }

    /** Whether a field of an object is not empty; reads the object to its end. */
    private boolean holds(JsonParser parser, String wanted) throws IOException {
        boolean holds = false;
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            return false;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isWanted = parser.currentName().equals(wanted);
            JsonToken value = parser.nextToken();
            if (isWanted && value == JsonToken.VALUE_STRING) {
                // A picture is not copied to be looked at: the byte after its quote tells.
                holds |=
                        wanted.equals(MediaParser.DATA)
                                ? json[(int) parser.currentTokenLocation().getByteOffset() + 1]
                                        != '"'
                                : !BlankText.isBlank(parser.getText());
            }
            parser.skipChildren();
        }
        return holds;
    }

    /** Whether an object or an array has something in it; reads it to its end. */
    private static boolean isFilled(JsonParser parser) throws IOException {
        if (!parser.currentToken().isStructStart()) {
            return false;
        }
        int depth = 1;
        boolean isFilled = false;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            isFilled |= !token.isStructEnd() || depth > 1;
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
        return isFilled;
    }

    /** Its number among the candidates. */
    int index() {
        return index;
    }

    /** Its fields beside the content. */
    ObjectNode said() {
        return said;
    }

    /** Whether a part of it is one of an answer. */
    boolean hasContent() {
        return hasContent;
    }

    /** Whether it has words that the model thought. */
    boolean hasThought() {
        return hasThought;
    }
}
