package io.github.geminiroutes.message;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.prompt.InvalidPromptException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a broker's message off its exchange, with everything that came from outside. */
final class MessageReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(MessageReceiver.class);

    private static final String MANUAL_COMMIT = "CamelKafkaManualCommit";

    /** The route that asks the documents of messages. */
    private static final String TASK_ROUTE = "gemini-task";

    private final MessageReader reader;
    private final long maxRequestSize;
    private final MessageMemory memory;
    private final boolean mayBeRequest;
    private final ReplyRules replies;
    private final ReturnedMessages returned;

    /**
     * @param maxRequestSize the largest request in bytes
     * @param memory the room for the bodies of the messages under way
     * @param mayBeRequest whether a body of JSON is a whole request, and not the variables of a
     *     template
     * @param replies where the reply of a message may go
     * @param returned the messages that went back to their broker
     */
    MessageReceiver(
            long maxRequestSize,
            MessageMemory memory,
            boolean mayBeRequest,
            ReplyRules replies,
            ReturnedMessages returned) {
        this.replies = replies;
        this.returned = returned;
        this.reader = new MessageReader(maxRequestSize);
        this.maxRequestSize = maxRequestSize;
        this.memory = memory;
        this.mayBeRequest = mayBeRequest;
    }

    /** The message of the exchange. One that can never be answered is settled as failed. */
    InFlightMessage receive(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<String, Object> read = headers(message);
        Map<String, Object> headers = read == null ? Map.of() : read;
        GroupMembership membership = membership(exchange, headers.get(MANUAL_COMMIT));
        Object body = MessageBody.of(exchange, maxRequestSize, memory, membership);
        String key = key(exchange, headers, body);
        Map<String, Object> described = MessageReader.chosen(headers, HeaderNames::isContentType);
        Object prompt = null;
        Failure failure = null;
        try {
            if (read == null) {
                throw new InvalidPromptException(
                        "the headers of the message cannot be read: a property of the broker's own"
                                + " has another type than the broker's client expects",
                        0);
            }
            prompt =
                    headers.containsKey(GeminiHeaders.TASK)
                            ? document(exchange, body, key)
                            : prompt(body, described, key);
        } catch (InvalidPromptException e) {
            failure = e.failure();
        }
        Endpoint from = exchange.getFromEndpoint();
        Object replyTo = replies.destination(from, headers);
        Failure refusal = replies.refusal(from, headers, replyTo);
        failure = failure == null ? refusal : failure;
        InFlightMessage received =
                new InFlightMessage(
                        received(
                                headers,
                                body,
                                prompt,
                                described,
                                refusal == null ? replyTo : null,
                                replies.mark(from)),
                        key,
                        MessageReader.isNew(headers),
                        membership);
        if (failure != null) {
            received.recordFailure(failure);
            received.fail();
        }
        // A message of our own: the broker's would go on handing out what it was read from.
        exchange.setMessage(new DefaultMessage(exchange.getContext()));
        return received;
    }

    /** What copies share; with most brokers no two messages without an id have it. */
    private static String key(Exchange exchange, Map<String, Object> headers, Object body) {
        String key = MessageReader.key(headers, body);
        if (key != null) {
            return key;
        }
        Message message = exchange.getMessage();
        Long number = MessageBody.isJms(message) ? JmsParts.number(message) : null;
        return number == null
                ? MessageKey.of("exchange", exchange.getExchangeId())
                : MessageReader.key(number, headers, body);
    }

    private static ReceivedMessage received(
            Map<String, Object> headers,
            Object body,
            Object prompt,
            Map<String, Object> described,
            Object replyTo,
            String source) {
        return new ReceivedMessage(
                body instanceof MessageBody.Unreadable unreadable ? unreadable.content() : body,
                prompt,
                asked(headers, described),
                MessageReader.chosen(headers, HeaderNames::isOwn),
                described,
                headers.get("kafka.KEY"),
                correlationId(headers),
                replyTo,
                MessageReader.origin(headers),
                source);
    }

    /**
     * A provider may refuse to name the headers, as where a sender wrote one of the provider's own
     * in another type. The message would come again at once, and for ever.
     */
    private static Map<String, Object> headers(Message message) {
        try {
            return message.getHeaders();
        } catch (RuntimeException e) {
            LOG.debug("The headers of a message cannot be read", e);
            return null;
        }
    }

    /** A document is what its content type says. */
    private static Map<String, Object> asked(
            Map<String, Object> headers, Map<String, Object> described) {
        Map<String, Object> asked = MessageReader.asked(headers);
        if (asked.containsKey(GeminiHeaders.TASK)) {
            described.values().stream()
                    .findFirst()
                    .ifPresent(type -> asked.put(Exchange.CONTENT_TYPE, MessageReader.text(type)));
        }
        return asked;
    }

    /** Without camel-kafka or camel-jms on the class path, the classes of these are missing. */
    private static GroupMembership membership(Exchange exchange, Object manualCommit) {
        if (manualCommit != null) {
            return KafkaMembership.of(manualCommit);
        }
        Endpoint from = exchange.getFromEndpoint();
        return from != null && BrokerKind.of(from.getEndpointUri()) == BrokerKind.JMS
                ? JmsMembership.of(exchange)
                : GroupMembership.NONE;
    }

    /**
     * @throws InvalidPromptException if it is no prompt, or came too often
     */
    private Object prompt(Object body, Map<String, Object> described, String key) {
        requireReadable(body, key);
        return reader.prompt(body, mayBeRequest && MessageReader.isJson(described));
    }

    /** The route of the tasks makes a prompt of it, by its content type, too. */
    private Object document(Exchange exchange, Object body, String key) {
        requireReadable(body, key);
        if (exchange.getContext().getRoute(TASK_ROUTE) == null) {
            throw new InvalidPromptException(
                    "the message names a task, and there are none: include gemini-tasks", 0);
        }
        if (body == null) {
            throw new InvalidPromptException(
                    "the message is empty: put the document into its body", 0);
        }
        return body;
    }

    private void requireReadable(Object body, String key) {
        if (returned.areTooMany(key)) {
            throw new InvalidPromptException(
                    "the message came for the fifth time within a minute: the log says why it went"
                            + " back",
                    0);
        }
        if (body instanceof MessageBody.Unreadable unreadable) {
            throw new InvalidPromptException(
                    "the body of the message cannot be read (%s): send a text, bytes or a map"
                            .formatted(unreadable.type()),
                    0);
        }
    }

    /** As JMS has it: the request's own, else its message id, as its sender has that. */
    private static String correlationId(Map<String, Object> headers) {
        return Stream.of("JMSCorrelationID", HeaderNames.ID_OF_AMQP, "JMSMessageID")
                .map(headers::get)
                .filter(Objects::nonNull)
                .map(Object::toString)
                .findFirst()
                .orElse(null);
    }
}
