package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import java.time.Duration;
import java.time.Instant;

/** The gate's word on one call. */
public sealed interface Decision {

    /** The call goes now: one request and its tokens are reserved from this instant on. */
    record Go() implements Decision {
        static final Go NOW = new Go();
    }

    /**
     * Not yet: the same ticket asks again after the delay and keeps its place.
     *
     * @param delay rounded up to whole milliseconds, so at least 1 ms
     */
    record WaitFor(Duration delay) implements Decision {}

    /**
     * Closed for longer than a call should wait; the ticket has left the line.
     *
     * @param until when the model opens again, as far as is known
     * @param reason why, in the words a failed call would have met
     */
    record ClosedUntil(Instant until, Failure reason) implements Decision {}
}
