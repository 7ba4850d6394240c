package io.github.geminiroutes.diagnostics.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import java.time.Duration;

/**
 * The outcome of one call to the API.
 *
 * @param code the HTTP code; 0 if no answer came
 * @param json the body of a 200; null for any other outcome
 * @param failure what went wrong; null for a 200
 * @param skew how far this machine's clock is ahead of the server's Date header, which counts whole
 *     seconds; null without such a header
 * @param took how long the call took
 */
public record HttpAnswer(int code, JsonNode json, Failure failure, Duration skew, Duration took) {

    /** Whether the API answered with a 200 and JSON. */
    public boolean isGood() {
        return failure == null;
    }
}
