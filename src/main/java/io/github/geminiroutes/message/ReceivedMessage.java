package io.github.geminiroutes.message;

import java.util.Map;

/**
 * A message as it came, kept until it is settled.
 *
 * @param body the body, untouched: a dead letter holds it as it was
 * @param prompt what is asked, as {@code direct:gemini-generate} takes it; null if it is no prompt
 * @param asked the headers that set how it is asked
 * @param own the sender's own headers; they go along
 * @param described the headers that say of what type the body is; they go along with the body only
 * @param recordKey the key of a Kafka record; null if there is none
 * @param correlationId what the reply is told apart by, of JMS; null if there is none
 * @param replyDestination where the message itself wants its reply, a JMS destination; null if
 *     nowhere
 * @param origin where it came from, for people; null if the broker does not say
 * @param source what its reply bears, so that it is known where it comes back; null for nothing
 */
record ReceivedMessage(
        Object body,
        Object prompt,
        Map<String, Object> asked,
        Map<String, Object> own,
        Map<String, Object> described,
        Object recordKey,
        String correlationId,
        Object replyDestination,
        String origin,
        String source) {}
