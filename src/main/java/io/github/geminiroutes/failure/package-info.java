/**
 * HTTP code and body, or an exception, become a {@link io.github.geminiroutes.failure.Failure}:
 * what went wrong, whose fault it is, how long to wait, what a person can do. {@link
 * io.github.geminiroutes.failure.FailureClassifier} is the way in; nothing here waits, logs or
 * writes.
 */
package io.github.geminiroutes.failure;
