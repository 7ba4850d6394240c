package io.github.geminiroutes.folder;

import io.github.geminiroutes.failure.Failure;
import java.time.Instant;

/**
 * A prompt that was not answered.
 *
 * @param at when that was settled
 * @param prompt its name, made printable
 * @param model the model asked last; null if no call was prepared
 * @param outcome {@link Outcome#FAILED} or {@link Outcome#PARKED}
 * @param failure why
 * @param notBefore when it goes back into the inbox; null unless it is parked
 */
public record RecentFailure(
        Instant at,
        String prompt,
        String model,
        Outcome outcome,
        Failure failure,
        Instant notBefore) {}
