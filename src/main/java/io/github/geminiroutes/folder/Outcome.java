package io.github.geminiroutes.folder;

/** What becomes of a prompt that was taken from the inbox. */
public enum Outcome {
    /** Its answer goes to {@code outbox}, the prompt to {@code done}. */
    ANSWERED,
    /** The prompt itself is wrong: it goes to {@code failed}. */
    FAILED,
    /** The prompt is not at fault: it goes to {@code parked} until later. */
    PARKED,
    /** Gemini cannot be asked now: the prompt stays in the inbox. */
    RETURNED
}
