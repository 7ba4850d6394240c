package io.github.geminiroutes.message;

import io.github.geminiroutes.failure.Failure;
import java.util.Map;

/**
 * What is sent of a message that failed.
 *
 * @param kind what went wrong, as the header {@code CamelGeminiFailure} says it
 * @param reason what went wrong, for people
 * @param headers the headers to send
 */
record DeadLetter(String kind, String reason, Map<String, Object> headers) {

    /**
     * @param attempts how often Gemini was asked
     */
    static DeadLetter of(InFlightMessage message, int attempts) {
        ReceivedMessage received = message.received();
        String undelivered = message.undelivered();
        if (undelivered != null) {
            return new DeadLetter(
                    MessageWriter.UNDELIVERED,
                    undelivered,
                    MessageWriter.undelivered(received, attempts, undelivered));
        }
        Failure failure = message.failure();
        return new DeadLetter(
                failure.kind().id(),
                failure.message(),
                MessageWriter.deadLetter(received, attempts, failure));
    }
}
