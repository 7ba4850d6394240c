package io.github.geminiroutes.message;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the body of a broker's message, once there is room for it. */
final class MessageBody {

    private static final Logger LOG = LoggerFactory.getLogger(MessageBody.class);

    /** Of the most values that a request may have, in bytes of text. */
    private static final int MOST_OF_TREE = 2 * 1024 * 1024;

    /** A node of a tree takes 85 bytes and more, and a byte of text four. */
    private static final int PER_TOKEN = 16;

    private MessageBody() {}

    /**
     * A body that this room does not read.
     *
     * @param type its type, or why it is not read
     * @param content what a dead letter can say of it; null if nothing
     */
    record Unreadable(String type, String content) {}

    /**
     * The body as text, bytes, a map or JSON; {@link Unreadable} where it is none, and where it is
     * larger than a request may be and than the memory for messages.
     *
     * @param maxRequestSize the largest request in bytes
     * @param memory the room for the bodies of the messages under way
     */
    static Object of(Exchange exchange, long maxRequestSize, MessageMemory memory) {
        Message message = exchange.getMessage();
        long length = isJms(message) ? JmsParts.length(message) : -1;
        if (length > maxRequestSize && !memory.fits(length)) {
            return new Unreadable(length + " bytes, more than gemini.max-request-size", null);
        }
        if (!MessageMemory.isSmall(length)) {
            memory.reserve(exchange, length + MOST_OF_TREE);
            return read(message);
        }
        Object body = read(message);
        memory.reserve(exchange, weight(body));
        return body;
    }

    /** What a body weighs as bytes of text: as JSON, each of its tokens takes a node of a tree. */
    static long weight(Object body) {
        long tokens = 0;
        if (body instanceof byte[] bytes) {
            for (byte one : bytes) {
                tokens += isToken((char) one);
            }
        } else if (body instanceof String text) {
            tokens = text.chars().mapToLong(one -> isToken((char) one)).sum();
        }
        return Math.max(size(body), Math.min(size(body) + MOST_OF_TREE, tokens * PER_TOKEN));
    }

    private static int isToken(char one) {
        return switch (one) {
            case '[', '{', ',', ':' -> 1;
            default -> 0;
        };
    }

    private static long size(Object body) {
        return body instanceof byte[] bytes
                ? bytes.length
                : body instanceof String text ? text.length() : 0;
    }

    /** Without camel-jms on the class path, the classes of {@link JmsParts} are missing. */
    private static boolean isJms(Message message) {
        return message.getClass().getSimpleName().equals("JmsMessage");
    }

    private static Object read(Message message) {
        try {
            return readBody(message);
        } catch (RuntimeException e) {
            LOG.debug("The body of a message cannot be read", e);
            return new Unreadable(
                    typeOf(message), isJms(message) ? JmsParts.stream(message) : null);
        }
    }

    /** A provider may refuse even to name the body, as of an object that it cannot build. */
    private static String typeOf(Message message) {
        try {
            return message.getBody().getClass().getSimpleName();
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static Object readBody(Message message) {
        Object body = message.getBody();
        if (body == null
                || body instanceof byte[]
                || body instanceof String
                || body instanceof java.util.Map<?, ?>
                || body instanceof com.fasterxml.jackson.databind.JsonNode) {
            return body;
        }
        byte[] bytes = message.getBody(byte[].class);
        return bytes == null ? body : bytes;
    }
}
