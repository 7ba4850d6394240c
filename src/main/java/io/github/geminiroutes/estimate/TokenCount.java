package io.github.geminiroutes.estimate;

import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.Prompt;

/** Counts the input tokens of a prompt. Thread-safe. */
@FunctionalInterface
public interface TokenCount {

    /** What is not counted in time. */
    long NOT_IN_TIME = -1;

    /**
     * The input tokens of a prompt; {@link #NOT_IN_TIME} if the count takes too long.
     *
     * @param model the model that is to be asked
     * @throws GeminiException if they cannot be counted
     */
    long of(Prompt prompt, String model);
}
