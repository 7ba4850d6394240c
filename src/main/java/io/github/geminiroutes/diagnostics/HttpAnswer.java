package io.github.geminiroutes.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import java.time.Duration;

/**
 * What a call to the API brought.
 *
 * @param code the HTTP code; 0 if no answer came
 * @param json the body of a 200; null of everything else
 * @param failure what went wrong; null of a 200
 * @param skew how far this machine's clock is ahead of the server's Date header, which counts whole
 *     seconds; null if there was none
 * @param took how long it took
 */
record HttpAnswer(int code, JsonNode json, Failure failure, Duration skew, Duration took) {

    boolean isGood() {
        return failure == null;
    }
}
