/**
 * The edge to a broker: a message becomes a prompt, an answer or a failure becomes a message.
 * {@link io.github.geminiroutes.message.MessageProcessor} is the entry point, {@link
 * io.github.geminiroutes.message.MessageHoldPolicy} stands around the call.
 */
package io.github.geminiroutes.message;
