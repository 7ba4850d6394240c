package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import java.time.Duration;
import java.time.Instant;

/** What the gate decides about one call. */
public sealed interface Decision {

    /** The call goes now: one request and its tokens are reserved from this instant on. */
    record Permitted() implements Decision {
        static final Permitted NOW = new Permitted();
    }

    /**
     * The call waits: the same permit asks again after the delay and keeps its place.
     *
     * @param delay rounded up to whole milliseconds, so at least 1 ms
     */
    record Delayed(Duration delay) implements Decision {}

    /**
     * The model is closed for longer than a call should wait; the permit has left the queue.
     *
     * @param until when the model opens again, as far as is known
     * @param reason why, as the failure that a call would have met
     */
    record Rejected(Instant until, Failure reason) implements Decision {}
}
