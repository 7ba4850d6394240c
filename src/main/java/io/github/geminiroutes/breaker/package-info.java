/**
 * Whether Gemini answers at all: a circuit breaker for each model, so that an outage costs a few
 * probes and not every retry of every prompt. It never waits itself; {@link CircuitBreakers} says
 * how long to.
 */
package io.github.geminiroutes.breaker;
