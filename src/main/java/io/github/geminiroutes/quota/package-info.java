/**
 * The quota gate: says when a call may go to Gemini, so that the server need not refuse it. {@link
 * io.github.geminiroutes.quota.Gate} is the way in. Nothing here waits or starts a thread: the gate
 * returns how long to wait, and the caller waits.
 */
package io.github.geminiroutes.quota;
