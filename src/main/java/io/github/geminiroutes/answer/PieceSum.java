package io.github.geminiroutes.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.ServerName;
import java.util.List;

/**
 * What the pieces of a streamed answer have said so far, without their content. The usage of each
 * piece is that of all pieces until then: the last one counts, and a piece without one changes
 * nothing.
 */
public final class PieceSum {

    private final ObjectNode said = GeminiJson.MAPPER.createObjectNode();
    private List<JsonNode> groundings = List.of();
    private boolean isFinished;

    /** Adds the next piece. */
    public synchronized void add(Piece piece) {
        said.setAll(piece.fields());
        isFinished |= piece.isFinished() || blockReason(piece.field("promptFeedback")) != null;
        if (!piece.groundings().isEmpty()) {
            groundings = piece.groundings();
        }
    }

    private static String blockReason(JsonNode feedback) {
        return feedback == null ? null : ServerName.of(feedback.path("blockReason").asText(null));
    }

    /** Whether the answer is complete: an answer without a finish reason was cut. */
    public synchronized boolean isFinished() {
        return isFinished;
    }

    /** Why a complete answer is none: the prompt was blocked. Null if it is one. */
    public synchronized Failure refusal() {
        JsonNode feedback = said.get("promptFeedback");
        String reason = blockReason(feedback);
        return reason == null
                ? null
                : AnswerReader.failure(
                        FailureKind.PROMPT_BLOCKED,
                        "Gemini blocked the prompt: " + reason,
                        feedback);
    }

    /** All of it as one response without content, for the books. */
    public synchronized Response response() {
        ObjectNode response = said.deepCopy();
        for (JsonNode grounding : groundings) {
            response.withArray("candidates").addObject().set("groundingMetadata", grounding);
        }
        try {
            return Response.parse(GeminiJson.MAPPER.writeValueAsBytes(response));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was read as JSON can be written as JSON", e);
        }
    }
}
