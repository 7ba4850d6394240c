package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.breaker.CircuitBreakers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * A parked prompt.
 *
 * @param file where it lies
 * @param prompt its name in the inbox
 * @param notBefore when it goes back
 * @param downModel the model whose outage it was parked for; null if it was for another reason
 * @param at when it was parked
 * @param isCounted whether this process parked it
 */
record ParkedPrompt(
        Path file,
        String prompt,
        Instant notBefore,
        String downModel,
        Instant at,
        boolean isCounted) {

    /** Objects beside the letters. */
    private static final int BYTES = 250;

    /** One that an earlier process parked. */
    static ParkedPrompt found(Path file, String prompt, JsonNode record, Instant now) {
        return new ParkedPrompt(file, prompt, notBefore(record, now), null, now, false);
    }

    /**
     * A prompt whose record is missing or damaged is due at once. One that was parked in the
     * future, by a clock that was ahead, waits from now on for as long as it was to wait.
     */
    private static Instant notBefore(JsonNode record, Instant now) {
        Instant notBefore = instant(record, "notBefore", now);
        Instant parked = instant(record, "time", now);
        return parked.isAfter(now) ? now.plus(Duration.between(parked, notBefore)) : notBefore;
    }

    private static Instant instant(JsonNode record, String name, Instant otherwise) {
        try {
            return Instant.parse(record.path(name).asText());
        } catch (DateTimeParseException e) {
            return otherwise;
        }
    }

    /** Whether the outage it waits for ended while it was here. */
    boolean isRecovered(CircuitBreakers breakers) {
        return downModel != null && breakers.recoveredAt(downModel).isAfter(at);
    }

    ParkedPrompt until(Instant time) {
        return new ParkedPrompt(file, prompt, time, downModel, at, isCounted);
    }

    /** About what it takes of the memory, in bytes. */
    long weight() {
        return BYTES + 2L * file.toString().length() + prompt.length();
    }
}
