package io.github.geminiroutes.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.ServerName;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the pieces of a streamed answer have said so far, without their content. The usage of each
 * piece is that of all pieces until then: the last one counts, and a piece without one changes
 * nothing.
 */
public final class PieceSum {

    /** As {@link AnswerReader} has it. */
    private static final int MOST_CANDIDATES = 32;

    private final ObjectNode said = GeminiJson.MAPPER.createObjectNode();
    private final Map<Integer, ObjectNode> candidates = new TreeMap<>();
    private final Map<Integer, Boolean> withContent = new TreeMap<>();
    private boolean hasSomething;

    /** Adds the next piece. */
    public synchronized void add(Piece piece) {
        said.setAll(piece.fields());
        for (PieceCandidate candidate : piece.candidates()) {
            int index = candidate.index();
            if (candidates.size() < MOST_CANDIDATES || candidates.containsKey(index)) {
                candidates
                        .computeIfAbsent(index, number -> GeminiJson.MAPPER.createObjectNode())
                        .setAll(candidate.said());
                withContent.merge(index, candidate.hasContent(), Boolean::logicalOr);
                hasSomething |= candidate.hasContent() || candidate.hasThought();
            }
        }
    }

    /** Whether no piece has said anything. */
    public synchronized boolean isEmpty() {
        return said.isEmpty() && candidates.isEmpty();
    }

    private String blockReason() {
        return ServerName.of(said.path("promptFeedback").path("blockReason").asText(null));
    }

    private static String reason(ObjectNode candidate) {
        return ServerName.of(candidate.path("finishReason").asText(null));
    }

    /** Whether the answer is complete: an answer without a finish reason was cut. */
    public synchronized boolean isFinished() {
        return blockReason() != null
                || candidates.values().stream()
                        .anyMatch(candidate -> candidate.path("finishReason").isTextual());
    }

    /** Whether a reader has anything of the pieces: content, thoughts, or a lasting refusal. */
    public synchronized boolean isWorthReading() {
        Failure refusal = hasSomething || !isFinished() ? null : refusal();
        return hasSomething || refusal != null && refusal.kind().disposition() != Disposition.RETRY;
    }

    /**
     * Why a complete answer is none, as for an answer that came whole. Null if it is one. An answer
     * in JSON is not checked.
     */
    public synchronized Failure refusal() {
        String blocked = blockReason();
        if (blocked != null) {
            return AnswerReader.failure(
                    FailureKind.PROMPT_BLOCKED,
                    "Gemini blocked the prompt: " + blocked,
                    said.get("promptFeedback"));
        }
        Failure first = null;
        for (var candidate : candidates.entrySet()) {
            boolean hasContent = withContent.get(candidate.getKey());
            String reason = reason(candidate.getValue());
            if (hasContent && CandidateReader.isOfAnswer(reason)) {
                return null;
            }
            if (first == null) {
                first = CandidateReader.fault(reason, hasContent, candidate.getValue()).failure();
            }
        }
        return first;
    }

    /** All of it as one response without content, for the usage log. */
    public synchronized Response response() {
        ObjectNode response = said.deepCopy();
        for (var candidate : candidates.entrySet()) {
            ObjectNode known = response.withArray("candidates").addObject();
            known.put("index", candidate.getKey()).setAll(candidate.getValue());
        }
        try {
            return Response.parse(GeminiJson.MAPPER.writeValueAsBytes(response));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was read as JSON can be written as JSON", e);
        }
    }
}
