package io.github.geminiroutes.folder;

/** What becomes of a prompt that was taken. */
public enum Outcome {
    /** Its answer goes to {@code outbox}, the prompt to {@code done}. */
    ANSWERED,
    /** It was the prompt's own fault: to {@code failed}. */
    FAILED,
    /** Not its fault: to {@code parked}, until later. */
    PARKED,
    /** Nobody can be asked just now: it stays in the inbox. */
    RETURNED
}
