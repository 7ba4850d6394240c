package io.github.geminiroutes.message;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.prompt.InvalidPromptException;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;

/** Takes a broker's message off its exchange, with everything that came from outside. */
final class MessageReceiver {

    private static final String MANUAL_COMMIT = "CamelKafkaManualCommit";

    private final MessageReader reader;
    private final boolean hasReplyTo;
    private final boolean repliesToSender;

    /**
     * @param maxRequestSize the largest request in bytes
     * @param hasReplyTo whether there is an endpoint for the replies of messages that name none
     * @param repliesToSender whether the JMSReplyTo of a JMS message is followed
     */
    MessageReceiver(long maxRequestSize, boolean hasReplyTo, boolean repliesToSender) {
        this.reader = new MessageReader(maxRequestSize);
        this.hasReplyTo = hasReplyTo;
        this.repliesToSender = repliesToSender;
    }

    /** The message of the exchange. One that can never be answered is settled as failed. */
    InFlightMessage receive(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<String, Object> headers = message.getHeaders();
        Object body = body(message);
        Map<String, Object> described = MessageReader.chosen(headers, HeaderNames::isContentType);
        Object prompt = null;
        Failure failure = null;
        try {
            prompt = reader.prompt(body, MessageReader.isJson(described));
        } catch (InvalidPromptException e) {
            failure = e.failure();
        }
        Object replyDestination = replyDestination(exchange.getFromEndpoint(), headers);
        if (failure == null && !hasReplyTo && replyDestination == null) {
            failure =
                    Failure.of(
                            FailureKind.BAD_INPUT,
                            "the message names no JMSReplyTo, and gemini.messages.reply-to is not set");
        }
        InFlightMessage received =
                new InFlightMessage(
                        new ReceivedMessage(
                                body,
                                prompt,
                                MessageReader.asked(headers),
                                MessageReader.chosen(headers, HeaderNames::isOwn),
                                described,
                                headers.get("kafka.KEY"),
                                correlationId(headers),
                                replyDestination,
                                MessageReader.origin(headers)),
                        MessageReader.key(headers, exchange.getExchangeId()),
                        membership(headers.get(MANUAL_COMMIT)));
        if (failure != null) {
            received.recordFailure(failure);
            received.fail();
        }
        // A message of our own: the broker's would go on handing out what it was read from.
        exchange.setMessage(new DefaultMessage(exchange.getContext()));
        return received;
    }

    /** Without camel-kafka on the class path, the classes of the membership are missing. */
    private static GroupMembership membership(Object manualCommit) {
        return manualCommit == null ? GroupMembership.NONE : KafkaMembership.of(manualCommit);
    }

    private static Object body(Message message) {
        Object body = message.getBody();
        if (body == null
                || body instanceof byte[]
                || body instanceof String
                || body instanceof Map<?, ?>
                || body instanceof com.fasterxml.jackson.databind.JsonNode) {
            return body;
        }
        byte[] bytes = message.getBody(byte[].class);
        return bytes == null ? body : bytes;
    }

    /** As JMS has it: the request's own, else its message id. */
    private static String correlationId(Map<String, Object> headers) {
        Object own = headers.get("JMSCorrelationID");
        Object id = own == null ? headers.get("JMSMessageID") : own;
        return id == null ? null : id.toString();
    }

    /** A header of that name is not followed where the broker does not speak JMS. */
    private Object replyDestination(Endpoint from, Map<String, Object> headers) {
        boolean isFollowed =
                repliesToSender
                        && from != null
                        && BrokerKind.of(from.getEndpointUri()) == BrokerKind.JMS;
        return isFollowed ? headers.get("JMSReplyTo") : null;
    }
}
