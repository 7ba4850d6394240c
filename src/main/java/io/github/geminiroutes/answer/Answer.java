package io.github.geminiroutes.answer;

import java.util.List;

/**
 * An answer of Gemini.
 *
 * @param chosen the candidate that is delivered
 * @param further the other usable candidates, in order; empty if one was asked for
 * @param response the response that it was read from
 */
public record Answer(Candidate chosen, List<Candidate> further, Response response) {

    public Answer {
        further = List.copyOf(further);
    }

    /** The text to deliver, see {@link Candidate#text()}. */
    public String text() {
        return chosen.text();
    }

    /** What the model thought, joined; empty if it does not say. */
    public String thoughts() {
        return chosen.thoughts();
    }

    /** {@code STOP}, or {@code MAX_TOKENS} for an answer that was cut. */
    public String finishReason() {
        return chosen.finishReason();
    }

    /** Whether the answer ended at the token limit. */
    public boolean isTruncated() {
        return chosen.isTruncated();
    }

    /**
     * Whether the response holds nothing but usable answers, each to its end: none of its
     * candidates was cut, blocked or empty.
     */
    public boolean isWhole() {
        return !isTruncated()
                && further.stream().noneMatch(Candidate::isTruncated)
                && response.field("candidates").size() == 1 + further.size();
    }

    /** What the call used; all zero if the response does not say. */
    public Usage usage() {
        return response.usage();
    }

    /**
     * The version that answered, which may differ from the model requested; null if not named.
     *
     * @see Response#modelVersion()
     */
    public String modelVersion() {
        return response.modelVersion();
    }

    /** The id of the answer; null if not named. */
    public String responseId() {
        return response.responseId();
    }
}
