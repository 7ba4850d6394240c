package io.github.geminiroutes.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.support.BodyJson;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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
 *
 * <p>A queue that is full refuses whatever comes, and takes all once it is emptied. Therefore a
 * dead letter goes as it is and with less in turn, and with less only at once after it was refused
 * as it is.
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

    /** The name of the exchange property: the dead letter as it is. */
    private static final String WHOLE = "gemini-whole-dead-letter";

    /** Of the attempts that nobody answered, one in so many goes with less. */
    private static final int UNANSWERED = 20;

    /** Before each further attempt. */
    @Override
    public void process(Exchange exchange) {
        InFlightMessage message = InFlightMessage.of(exchange);
        if (message == null) {
            return;
        }
        int refusals = message.failedSends();
        if (message.outcome() == MessageOutcome.FAILED) {
            prepare(exchange, refusals);
        } else if (refusals >= ATTEMPTS) {
            // An answer is nowhere else: it is never cut.
            makeBare(exchange.getMessage());
        }
    }

    private static void prepare(Exchange exchange, int refusals) {
        Message message = exchange.getMessage();
        Whole whole = exchange.getProperty(WHOLE, Whole.class);
        if (whole == null) {
            whole = new Whole(message.getBody(), new HashMap<>(message.getHeaders()));
            exchange.setProperty(WHOLE, whole);
        }
        message.setBody(whole.body());
        message.removeHeaders("*");
        whole.headers().forEach(message::setHeader);
        if (isWithLess(refusals, exchange)) {
            makeBare(message);
            if (refusals > ATTEMPTS) {
                cut(message, refusals > 2 * ATTEMPTS ? 0 : MOST_BODY);
            }
        } else if (isTurnOfLess(refusals + 1)) {
            message.setHeader(Exchange.REDELIVERY_DELAY, 0L);
        }
    }

    private static boolean isTurnOfLess(int refusals) {
        return refusals >= ATTEMPTS && (refusals - ATTEMPTS) % 2 == 0;
    }

    /**
     * A broker that makes its clients wait until there is room takes the attempt which waits then.
     */
    private static boolean isWithLess(int refusals, Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return isTurnOfLess(refusals)
                && (!SendFailure.isUnanswered(error)
                        || (refusals - ATTEMPTS) % UNANSWERED == UNANSWERED / 2);
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

    private record Whole(Object body, Map<String, Object> headers) {}
}
