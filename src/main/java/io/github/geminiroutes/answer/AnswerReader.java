package io.github.geminiroutes.answer;

import static io.github.geminiroutes.failure.FailureKind.EMPTY_ANSWER;
import static io.github.geminiroutes.failure.FailureKind.MALFORMED_ANSWER;
import static io.github.geminiroutes.failure.FailureKind.NO_TEXT_BEFORE_LIMIT;
import static io.github.geminiroutes.failure.FailureKind.OVER_LIMIT;
import static io.github.geminiroutes.failure.FailureKind.PROMPT_BLOCKED;
import static io.github.geminiroutes.failure.FailureKind.SCHEMA_MISMATCH;
import static io.github.geminiroutes.failure.FailureKind.UNUSABLE_FINISH;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.util.List;

/**
 * Reads an answer from a response with code 200. Gemini also sends 200 for a blocked prompt, for an
 * answer that it stopped for safety, and sometimes with no answer at all.
 */
public final class AnswerReader {

    /**
     * Reads the body of a 200 response.
     *
     * @param body the body, of any kind
     * @param expected the format that the prompt asks for
     * @throws GeminiException if it is not a usable answer; its failure contains the reason
     */
    public Answer read(byte[] body, OutputFormat expected) {
        return read(parse(body), expected);
    }

    /**
     * Reads the answer from a parsed response.
     *
     * @throws GeminiException if it is not a usable answer; its failure contains the reason
     */
    public Answer read(ObjectNode response, OutputFormat expected) {
        JsonNode candidate = response.path("candidates").path(0);
        if (candidate.isMissingNode()) {
            throw withoutCandidate(response);
        }
        String finishReason = candidate.path("finishReason").asText("");
        if (!finishReason.equals("STOP") && !finishReason.equals("MAX_TOKENS")) {
            throw failure(UNUSABLE_FINISH, finish(finishReason, candidate), ratings(candidate));
        }
        JsonNode parts = candidate.path("content").path("parts");
        Answer answer =
                new Answer(
                        join(parts, false),
                        join(parts, true),
                        finishReason,
                        Usage.of(response.path("usageMetadata")),
                        response.path("modelVersion").asText(null),
                        response.path("responseId").asText(null),
                        response);
        requireContent(answer, parts);
        requireFormat(answer, expected);
        return answer;
    }

    /**
     * Parses the body of a response.
     *
     * @throws GeminiException if the body is cut or is not a JSON object
     */
    public ObjectNode parse(byte[] body) {
        JsonNode node;
        try {
            node = GeminiJson.MAPPER.readTree(body);
        } catch (StreamConstraintsException e) {
            throw failure(OVER_LIMIT, "The answer as JSON: " + e.getOriginalMessage(), null);
        } catch (IOException e) {
            throw failure(MALFORMED_ANSWER, "The answer is cut or is not JSON", null);
        }
        // Streaming endpoints and some proxies wrap the one answer in an array.
        JsonNode response = node != null && node.isArray() && node.size() == 1 ? node.get(0) : node;
        if (response instanceof ObjectNode object) {
            return object;
        }
        throw failure(MALFORMED_ANSWER, "The answer is not a JSON object", null);
    }

    private static GeminiException withoutCandidate(ObjectNode response) {
        JsonNode feedback = response.path("promptFeedback");
        String reason = feedback.path("blockReason").asText("");
        if (reason.isEmpty()) {
            return failure(EMPTY_ANSWER, "The answer has no candidate and names no reason", null);
        }
        return failure(PROMPT_BLOCKED, "Gemini blocked the prompt: " + reason, feedback);
    }

    private static String finish(String reason, JsonNode candidate) {
        String words = candidate.path("finishMessage").asText("");
        return "Gemini ended without a usable answer: "
                + (reason.isEmpty() ? "no finish reason" : reason)
                + (words.isEmpty() ? "" : " (" + words + ")");
    }

    private static JsonNode ratings(JsonNode candidate) {
        ObjectNode details = GeminiJson.MAPPER.createObjectNode();
        for (String field :
                List.of("finishReason", "finishMessage", "safetyRatings", "citationMetadata")) {
            if (candidate.has(field)) {
                details.set(field, candidate.get(field));
            }
        }
        return details;
    }

    private static String join(JsonNode parts, boolean thought) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            if (part.path("thought").asBoolean() == thought) {
                text.append(part.path("text").asText(""));
            }
        }
        return text.toString();
    }

    /**
     * A part that is not text, such as a function call or an image, is content, too: a JSON request
     * may ask for it.
     */
    private static void requireContent(Answer answer, JsonNode parts) {
        boolean hasContent = !answer.text().isBlank();
        for (JsonNode part : parts) {
            hasContent |= !part.has("text") && !part.path("thought").asBoolean() && !part.isEmpty();
        }
        if (hasContent) {
            return;
        }
        if (answer.isTruncated()) {
            throw failure(
                    NO_TEXT_BEFORE_LIMIT, "The token limit was reached before any text", null);
        }
        throw failure(EMPTY_ANSWER, "The answer is empty", null);
    }

    private static void requireFormat(Answer answer, OutputFormat expected) {
        List<String> violations = expected.violations(answer.text());
        if (violations.isEmpty()) {
            return;
        }
        ObjectNode details = GeminiJson.MAPPER.createObjectNode();
        violations.forEach(details.putArray("violations")::add);
        if (answer.isTruncated()) {
            // The same limit would cut the next answer, too: another call would only cost money.
            throw failure(NO_TEXT_BEFORE_LIMIT, "The token limit cut the JSON answer", details);
        }
        throw failure(
                SCHEMA_MISMATCH,
                "The answer does not match its schema: " + violations.get(0),
                details);
    }

    private static GeminiException failure(FailureKind kind, String message, JsonNode details) {
        return new GeminiException(new Failure(kind, 200, null, message, List.of(), null, details));
    }
}
