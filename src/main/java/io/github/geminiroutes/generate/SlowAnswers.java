package io.github.geminiroutes.generate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Answers that began and were not complete in time. One is its prompt's fault. Where several
 * prompts in a row meet it and none is answered, the server or the way to it is slow, and no prompt
 * shall fail for that. Thread-safe.
 */
final class SlowAnswers {

    private static final int SEVERAL = 3;

    /** Beyond so many models all is forgotten. */
    private static final int MOST_MODELS = 100;

    /** Since the last answer, by the key of the model's quota; of each model a few. */
    private final Map<String, Set<String>> prompts = new HashMap<>();

    /**
     * Notes a slow answer.
     *
     * @return whether the prompt is not to blame
     */
    synchronized boolean meet(String quotaKey, String prompt) {
        if (prompts.size() >= MOST_MODELS && !prompts.containsKey(quotaKey)) {
            prompts.clear();
        }
        Set<String> met = prompts.computeIfAbsent(quotaKey, key -> new HashSet<>());
        if (met.size() < SEVERAL) {
            met.add(prompt);
        }
        return met.size() >= SEVERAL;
    }

    /** Notes that a call was answered. */
    synchronized void answered(String quotaKey) {
        prompts.remove(quotaKey);
    }
}
