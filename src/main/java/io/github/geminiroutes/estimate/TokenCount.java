package io.github.geminiroutes.estimate;

import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.Prompt;

/** Counts the input tokens of a prompt. Thread-safe. */
@FunctionalInterface
public interface TokenCount {

    /**
     * The input tokens of a prompt.
     *
     * @param model the model that is to be asked
     * @throws GeminiException if they cannot be counted
     */
    long of(Prompt prompt, String model);
}
