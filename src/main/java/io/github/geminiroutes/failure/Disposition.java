package io.github.geminiroutes.failure;

/** What happens after a failed call. */
public enum Disposition {
    /**
     * The call is repeated after a back-off. Once the retries are used up, see {@link
     * FailureKind#afterLastRetry()}.
     */
    RETRY,
    /**
     * A limit that ends by itself within minutes: the call waits for the server's delay, as often
     * as necessary.
     */
    WAIT,
    /**
     * The prompt is parked until a person acts, or until the daily quota resets at midnight
     * Pacific.
     */
    PARK,
    /**
     * Every call would fail the same way (key, region, billing): intake stops, and prompts stay
     * where they are.
     */
    STOP_INTAKE,
    /** A retry cannot help this prompt. */
    FAIL
}
