/**
 * The quota gate: per model, a rolling log of the last minute and the limits, set or learned. The
 * entry point is {@link io.github.geminiroutes.quota.Gate}. No class here waits or starts a thread:
 * the gate returns how long to wait, and its caller waits.
 */
package io.github.geminiroutes.quota;
