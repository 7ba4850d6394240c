package io.github.geminiroutes.failure;

/** What becomes of a call that failed. */
public enum Disposition {
    /**
     * Tried again after a back-off; once the retries are used up, see {@link
     * FailureKind#afterLastRetry()}.
     */
    RETRY,
    /**
     * A limit that lifts by itself within minutes: waits for the server's delay, as often as it
     * takes.
     */
    WAIT,
    /** Waits for a person, or for the daily quota to reset at midnight Pacific. */
    PARK,
    /**
     * Every call would fail alike (key, region, billing): nothing more is taken in, prompts stay
     * where they are.
     */
    STOP_INTAKE,
    /** Trying again cannot help this prompt. */
    FAIL
}
