/**
 * A circuit breaker for each model: an outage costs a few probes, and not every retry of every
 * prompt. The entry point is {@link CircuitBreakers}. No class here waits: the breakers return how
 * long to wait, and their caller waits.
 */
package io.github.geminiroutes.breaker;
