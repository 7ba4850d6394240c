package io.github.geminiroutes.answer;

import static io.github.geminiroutes.failure.FailureKind.EMPTY_ANSWER;
import static io.github.geminiroutes.failure.FailureKind.NO_TEXT_BEFORE_LIMIT;
import static io.github.geminiroutes.failure.FailureKind.OVER_LIMIT;
import static io.github.geminiroutes.failure.FailureKind.SCHEMA_MISMATCH;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.FinishRules;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.CheckedJson;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.support.BlankText;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.ServerName;
import java.util.List;
import java.util.Set;

/** Reads one candidate of a response, or tells why it is no answer. */
final class CandidateReader {

    private static final String STOP = "STOP";
    private static final String MAX_TOKENS = "MAX_TOKENS";

    private static final Set<String> NO_REASONS = Set.of(STOP, "FINISH_REASON_UNSPECIFIED");

    private final Response response;
    private final OutputFormat expected;

    /**
     * @param response that the candidates are from
     */
    CandidateReader(Response response, OutputFormat expected) {
        this.response = response;
        this.expected = expected;
    }

    /**
     * @throws GeminiException if it is no usable answer
     */
    Candidate read(int index, JsonNode candidate) {
        String reason = ServerName.of(candidate.path("finishReason").asText(null));
        List<AnswerPart> parts = AnswerPart.of(candidate.path("content").path("parts"), response);
        boolean hasContent = hasContent(parts);
        if (!hasContent || !isOfAnswer(reason)) {
            throw fault(reason, hasContent, candidate);
        }
        return new Candidate(index, parts, text(parts, MAX_TOKENS.equals(reason)), reason);
    }

    private static boolean hasContent(List<AnswerPart> parts) {
        for (AnswerPart part : parts) {
            if (part.isContent()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a finish reason is that of an answer, whole or cut at the token limit. */
    static boolean isOfAnswer(String reason) {
        return STOP.equals(reason) || MAX_TOKENS.equals(reason);
    }

    /** Why a candidate is no answer. */
    static GeminiException fault(String reason, boolean hasContent, JsonNode candidate) {
        if (MAX_TOKENS.equals(reason)) {
            return failure(
                    NO_TEXT_BEFORE_LIMIT, "The token limit was reached before any text", null);
        }
        if (!hasContent && (reason == null || NO_REASONS.contains(reason))) {
            return failure(EMPTY_ANSWER, "The answer is empty", null);
        }
        return failure(
                FinishRules.kind(reason == null ? "" : reason, hasContent),
                finish(reason, candidate),
                ratings(candidate));
    }

    private String text(List<AnswerPart> parts, boolean isTruncated) {
        String words = expected.isJson() ? PartText.words(parts) : PartText.markdown(parts);
        if (BlankText.isBlank(words) && parts.stream().anyMatch(CandidateReader::isOfAnotherKind)) {
            // A function call or a picture is an answer that a format of text says nothing about.
            return PartText.functionCalls(parts);
        }
        if (!expected.isJson()) {
            return words;
        }
        CheckedJson json = expected.check(words);
        if (!json.violations().isEmpty()) {
            throw mismatch(json, isTruncated);
        }
        return json.text();
    }

    private static boolean isOfAnotherKind(AnswerPart part) {
        return part.isContent()
                && (part instanceof AnswerPart.FunctionCall || part instanceof AnswerPart.Media);
    }

    private static GeminiException mismatch(CheckedJson json, boolean isTruncated) {
        List<String> violations = json.violations();
        ObjectNode details = GeminiJson.MAPPER.createObjectNode();
        violations.forEach(details.putArray("violations")::add);
        if (isTruncated) {
            // The same limit would cut the next answer, too: another call would only cost money.
            return failure(NO_TEXT_BEFORE_LIMIT, "The token limit cut the JSON answer", details);
        }
        return failure(
                json.isCheckable() ? SCHEMA_MISMATCH : OVER_LIMIT,
                "The answer does not match its schema: " + violations.get(0),
                details);
    }

    private static String finish(String reason, JsonNode candidate) {
        String words = candidate.path("finishMessage").asText("");
        return "Gemini ended without a usable answer: "
                + (reason == null ? "no finish reason" : reason)
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

    private static GeminiException failure(FailureKind kind, String message, JsonNode details) {
        return new GeminiException(AnswerReader.failure(kind, message, details));
    }
}
