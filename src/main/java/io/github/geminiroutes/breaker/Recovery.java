package io.github.geminiroutes.breaker;

import java.time.Instant;

/**
 * An outage that is over.
 *
 * @param model the model that answers again
 * @param began since when none of its calls was answered
 * @param ended when a call got through
 */
public record Recovery(String model, Instant began, Instant ended) {}
