package io.github.geminiroutes.answer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one piece of a streamed answer says beside its content: an error, the usage so far, whether
 * it is the last. The content is passed by, so that a picture of 20 MB is not copied.
 */
public final class Piece {

    private static final Set<String> KEPT =
            Set.of(
                    "error",
                    "usageMetadata",
                    "promptFeedback",
                    "modelVersion",
                    "responseId",
                    "modelStatus");

    private static final FailureClassifier FAILURES = new FailureClassifier(GeminiJson.MAPPER);

    private final byte[] json;
    private final Map<String, JsonNode> fields = new TreeMap<>();
    private final List<PieceCandidate> candidates = new ArrayList<>();

    private Piece(byte[] json) {
        this.json = json;
    }

    /**
     * Reads a piece.
     *
     * @param json the piece in UTF-8
     * @throws GeminiException if it is no JSON object
     */
    public static Piece read(byte[] json) {
        Piece piece = new Piece(json);
        try (JsonParser parser = GeminiJson.MAPPER.createParser(json)) {
            // An error may be wrapped in an array.
            boolean isWrapped = parser.nextToken() == JsonToken.START_ARRAY;
            if (isWrapped) {
                parser.nextToken();
            }
            if (!parser.hasToken(JsonToken.START_OBJECT)) {
                throw malformed();
            }
            piece.readFields(parser);
            boolean isWhole = !isWrapped || parser.nextToken() == JsonToken.END_ARRAY;
            if (!isWhole || parser.nextToken() != null) {
                throw malformed();
            }
            return piece;
        } catch (IOException e) {
            throw malformed();
        }
    }

    private static GeminiException malformed() {
        return new GeminiException(
                Failure.of(
                                FailureKind.MALFORMED_ANSWER,
                                "A piece of the answer is cut or is not a JSON object")
                        .withHttpCode(200));
    }

    private void readFields(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (KEPT.contains(name)) {
                fields.put(name, parser.readValueAsTree());
            } else if (name.equals("candidates") && parser.hasToken(JsonToken.START_ARRAY)) {
                readCandidates(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void readCandidates(JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.hasToken(JsonToken.START_OBJECT)) {
                candidates.add(PieceCandidate.read(parser, json));
            } else {
                parser.skipChildren();
            }
        }
    }

    /** What the error in the place of a piece says; null if it is none. */
    public Failure failure() {
        JsonNode error = fields.get("error");
        return error == null || !ErrorIn200.isError(error)
                ? null
                : FAILURES.classify(ErrorIn200.code(error), json);
    }

    /** A field beside the content; null if the piece does not have it. */
    JsonNode field(String name) {
        return fields.get(name);
    }

    /** The fields beside the content. */
    Map<String, JsonNode> fields() {
        return fields;
    }

    /** What it says of each candidate it names. */
    List<PieceCandidate> candidates() {
        return candidates;
    }
}
