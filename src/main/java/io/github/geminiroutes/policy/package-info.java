/**
 * What a failure means: {@link io.github.geminiroutes.policy.FailurePolicy} says what becomes of
 * the prompt, and {@link io.github.geminiroutes.policy.AccountHold} whether calls with the account
 * may go out at all. The core and every edge ask here; no other room decides.
 */
package io.github.geminiroutes.policy;
