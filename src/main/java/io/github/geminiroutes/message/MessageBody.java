package io.github.geminiroutes.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.JsonWeight;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the body of a broker's message, once there is room for it. */
final class MessageBody {

    private static final Logger LOG = LoggerFactory.getLogger(MessageBody.class);

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
     * @param membership the consumer's place in its group
     */
    static Object of(
            Exchange exchange,
            long maxRequestSize,
            MessageMemory memory,
            GroupMembership membership) {
        Message message = exchange.getMessage();
        long length = isJms(message) ? JmsParts.length(message) : -1;
        if (length > maxRequestSize && !memory.fits(length)) {
            return new Unreadable(length + " bytes, more than gemini.max-request-size", null);
        }
        if (!MessageMemory.isSmall(length)) {
            memory.reserve(exchange, length + JsonWeight.MOST_OF_TREE, membership);
            return read(message, maxRequestSize);
        }
        Object body = read(message, maxRequestSize);
        memory.reserve(exchange, weight(body), membership);
        return body;
    }

    /** What a body weighs as bytes of text. */
    static long weight(Object body) {
        return body instanceof byte[] bytes
                ? JsonWeight.ofRequest(bytes)
                : body instanceof String text ? JsonWeight.ofRequest(text) : 0;
    }

    /** Without camel-jms on the class path, the classes of {@link JmsParts} are missing. */
    static boolean isJms(Message message) {
        return message.getClass().getSimpleName().equals("JmsMessage");
    }

    private static Object read(Message message, long maxRequestSize) {
        try {
            return readBody(message, maxRequestSize);
        } catch (RuntimeException | IOException e) {
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

    /**
     * The name of a file or of an address, which Camel would open. The sender of a JMS object
     * message chooses it.
     */
    private static boolean isName(Object body) {
        return body instanceof File
                || body instanceof Path
                || body instanceof URL
                || body instanceof URI;
    }

    private static Object readBody(Message message, long maxRequestSize) throws IOException {
        Object body = message.getBody();
        if (body == null
                || body instanceof byte[]
                || body instanceof String
                || body instanceof Map<?, ?>
                || body instanceof JsonNode) {
            return body;
        }
        if (isName(body)) {
            return new Unreadable(typeOf(message), null);
        }
        if (StreamedBody.isOne(body)) {
            return StreamedBody.read(message, maxRequestSize);
        }
        byte[] bytes = message.getBody(byte[].class);
        return bytes == null ? body : bytes;
    }
}
