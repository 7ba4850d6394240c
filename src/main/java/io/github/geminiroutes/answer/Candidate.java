package io.github.geminiroutes.answer;

import java.util.List;

/**
 * One of the answers that a response holds, and a usable one.
 *
 * @param index its place in the response, from 0
 * @param parts what it consists of, in order
 * @param text the words, the code that was run and what it printed; where JSON was asked for, the
 *     JSON alone; function calls as JSON if there are no words; empty for a picture or a sound
 * @param finishReason {@code STOP}, or {@code MAX_TOKENS} for an answer that was cut
 */
public record Candidate(int index, List<AnswerPart> parts, String text, String finishReason) {

    public Candidate {
        parts = List.copyOf(parts);
    }

    /** What the model thought, joined; empty if it does not say. */
    public String thoughts() {
        return PartText.thoughts(parts);
    }

    /** Whether the answer ended at the token limit. */
    public boolean isTruncated() {
        return "MAX_TOKENS".equals(finishReason);
    }
}
