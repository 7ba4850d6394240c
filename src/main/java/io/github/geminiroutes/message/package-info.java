/**
 * A message becomes a prompt, an answer or a failure becomes a message. What is known of headers,
 * ids and waits is plain; {@link io.github.geminiroutes.message.Messages}, {@link
 * io.github.geminiroutes.message.MessageLedger}, {@link
 * io.github.geminiroutes.message.MessageHeaderFilter} and {@link
 * io.github.geminiroutes.message.MessageSource} are Camel's side.
 */
package io.github.geminiroutes.message;
