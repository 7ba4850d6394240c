package io.github.geminiroutes.answer;

import static io.github.geminiroutes.failure.FailureKind.EMPTY_ANSWER;
import static io.github.geminiroutes.failure.FailureKind.MALFORMED_ANSWER;
import static io.github.geminiroutes.failure.FailureKind.PROMPT_BLOCKED;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.ServerName;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an answer from a response with code 200. Gemini also sends 200 for a blocked prompt, for an
 * answer that it stopped for safety, for an error, and sometimes with no answer at all.
 */
public final class AnswerReader {

    /** Gemini gives eight at most. */
    private static final int MOST_CANDIDATES = 32;

    private final FailureClassifier failures = new FailureClassifier(GeminiJson.MAPPER);

    /**
     * Reads the body of a 200 response.
     *
     * @param body the body, of any kind
     * @param expected the format that the prompt asks for
     * @throws GeminiException if it is not a usable answer; its failure contains the reason
     */
    public Answer read(byte[] body, OutputFormat expected) {
        return read(Response.parse(body), expected);
    }

    /**
     * Reads the answer from a parsed response: of several candidates the first that is complete,
     * else the first that was cut at the token limit.
     *
     * @throws GeminiException if none is a usable answer; its failure contains the reason of the
     *     first
     */
    public Answer read(Response response, OutputFormat expected) {
        JsonNode error = response.field("error");
        if (ErrorIn200.isError(error)) {
            throw new GeminiException(failures.classify(ErrorIn200.code(error), response.body()));
        }
        JsonNode candidates = response.field("candidates");
        if (!candidates.isArray() || candidates.isEmpty()) {
            throw new GeminiException(withoutCandidate(response));
        }
        CandidateReader reader = new CandidateReader(response, expected);
        List<Candidate> usable = new ArrayList<>();
        Failure first = null;
        for (int i = 0; i < Math.min(MOST_CANDIDATES, candidates.size()); i++) {
            try {
                usable.add(reader.read(i, candidates.get(i)));
            } catch (GeminiException e) {
                first = first == null ? e.failure() : first;
            }
        }
        if (usable.isEmpty()) {
            throw new GeminiException(first);
        }
        Candidate chosen = usable.remove(firstWhole(usable));
        return new Answer(chosen, usable, response);
    }

    /** The index of the first that is complete; 0 if all are cut. */
    private static int firstWhole(List<Candidate> candidates) {
        for (int i = 0; i < candidates.size(); i++) {
            if (!candidates.get(i).isTruncated()) {
                return i;
            }
        }
        return 0;
    }

    private static Failure withoutCandidate(Response response) {
        JsonNode feedback = response.field("promptFeedback");
        String reason = ServerName.of(feedback.path("blockReason").asText(null));
        if (reason != null) {
            return failure(PROMPT_BLOCKED, "Gemini blocked the prompt: " + reason, feedback);
        }
        return response.isGeminis()
                ? failure(EMPTY_ANSWER, "The answer has no candidate and names no reason", null)
                : failure(MALFORMED_ANSWER, "The answer is not what Gemini sends", null);
    }

    static Failure failure(FailureKind kind, String message, JsonNode details) {
        return new Failure(kind, 200, null, message, List.of(), null, details);
    }
}
