package io.github.geminiroutes.breaker;

import java.time.Instant;

/**
 * An outage that is over.
 *
 * @param model the model that answers again
 * @param began when the first call failed
 * @param ended when a call succeeded
 */
public record Recovery(String model, Instant began, Instant ended) {}
