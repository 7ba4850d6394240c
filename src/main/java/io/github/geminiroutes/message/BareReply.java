package io.github.geminiroutes.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.support.BodyJson;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a sender added off a reply or a dead letter that its broker has refused several times,
 * and then the most of a dead letter's body, of which a map becomes JSON. A name, a value or a size
 * that no broker takes would keep it, and its consumer, for ever: a few such messages would stop
 * all others.
 */
public final class BareReply implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(BareReply.class);

    /** A fault of the broker that passes is mostly over by then. */
    private static final int ATTEMPTS = 3;

    private static final int MOST_CHARS = 1_000;

    /** Kafka takes 1 MB where nothing else is set; a character may take three bytes of it. */
    private static final int MOST_BODY = 200_000;

    /** What tells the message apart for its receiver, in lower case. */
    private static final Set<String> NEEDED =
            Set.of("camelgemini", "camelj", "kafka.key", "jmscorrelationid");

    /** Before each further attempt. */
    @Override
    public void process(Exchange exchange) {
        InFlightMessage message = InFlightMessage.of(exchange);
        if (message == null || message.failedSends() < ATTEMPTS) {
            return;
        }
        makeBare(exchange.getMessage());
        // An answer is nowhere else: it is never cut.
        if (message.failedSends() > ATTEMPTS && message.outcome() == MessageOutcome.FAILED) {
            cut(exchange.getMessage(), message.failedSends() > 2 * ATTEMPTS ? 0 : MOST_BODY);
        }
    }

    /** The dead letter says how much there was. */
    private static void cut(Message message, int most) {
        Object body = plain(message.getBody());
        message.setBody(body);
        int length =
                body instanceof byte[] bytes
                        ? bytes.length
                        : body instanceof CharSequence text ? text.length() : 0;
        if (length > most) {
            if (message.getHeader(GeminiHeaders.BODY_LENGTH) == null) {
                message.setHeader(GeminiHeaders.BODY_LENGTH, Integer.toString(length));
            }
            message.setBody(
                    body instanceof byte[] bytes
                            ? Arrays.copyOf(bytes, most)
                            : body.toString().substring(0, most));
        }
    }

    /** A map may hold what its broker's client cannot write, such as a map within. */
    private static Object plain(Object body) {
        if (body == null || body instanceof byte[] || body instanceof CharSequence) {
            return body;
        }
        try {
            return BodyJson.text(body);
        } catch (JsonProcessingException e) {
            LOG.debug("The body of a dead letter is left out: it cannot be written", e);
            return "";
        }
    }

    private static void makeBare(Message message) {
        message.getHeaders()
                .entrySet()
                .removeIf(header -> !isNeeded(header.getKey()) || isLong(header.getValue()));
    }

    private static boolean isNeeded(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NEEDED.stream().anyMatch(lower::startsWith);
    }

    private static boolean isLong(Object value) {
        return value instanceof byte[] bytes
                ? bytes.length > MOST_CHARS
                : value instanceof CharSequence text && text.length() > MOST_CHARS;
    }
}
