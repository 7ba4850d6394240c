package io.github.geminiroutes.message;

import io.github.geminiroutes.support.BoundedMap;
import io.github.geminiroutes.support.ShortKey;
import io.github.geminiroutes.support.SingleLine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether replies and dead letters can be sent. The log says when a failure begins and when it is
 * over, once for all messages that wait and all attempts.
 */
public final class ReplyHealth implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyHealth.class);

    /**
     * A reply to a sender's own destination is sent so often, unless the broker itself is gone;
     * once where another one to it was given up a short time ago.
     */
    private static final int MOST_ATTEMPTS = 5;

    /** JMS has no exception of its own for a lost connection; clients call theirs so. */
    private static final Pattern CONNECTION =
            Pattern.compile(".*(NotConnected|Disconnected|Connection(Failed|TimedOut)).*");

    /** No broker has one name for it; that of Kafka is RecordTooLargeException. */
    private static final Pattern SIZE = Pattern.compile(".*(TooLarge|SizeExceeded).*");

    /** The client refuses to write the message: an IOException, which says nothing of the way. */
    private static final Pattern PROTOCOL = Pattern.compile(".*ProtocolException");

    /** A sender may declare its queue meanwhile. */
    private static final long REFUSED = Duration.ofMinutes(5).toNanos();

    private static final int MOST_REFUSED = 10_000;

    /** The senders' own destinations that were given up, and when. */
    private final Map<String, Long> refused = BoundedMap.byEntry(MOST_REFUSED);

    private final LongSupplier nanoTime;
    private volatile String reason;

    public ReplyHealth() {
        this(System::nanoTime);
    }

    /**
     * @param nanoTime such as {@link System#nanoTime}
     */
    ReplyHealth(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** One attempt failed; the route asks the message whether it tries again. */
    @Override
    public void process(Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        InFlightMessage message = InFlightMessage.of(exchange);
        boolean isOfBroker = isConnection(error) && !isBrokerUp(exchange);
        if (isOfBroker || message.outcome() != MessageOutcome.ANSWERED_TO_SENDER) {
            message.recordFailedSend(isOfBroker, MOST_ATTEMPTS);
            recordFailure(describe(error));
        } else {
            recordRefusal(message);
        }
    }

    /** The consumer waits for each attempt, which may take the broker's client half a minute. */
    private synchronized void recordRefusal(InFlightMessage message) {
        String sender = ShortKey.of(String.valueOf(message.received().replyDestination()));
        long now = nanoTime.getAsLong();
        Long since = refused.get(sender);
        boolean isKnown = since != null && now - since < REFUSED;
        message.recordFailedSend(false, isKnown ? 1 : MOST_ATTEMPTS);
        if (!message.isToBeSentAgain()) {
            refused.put(sender, now);
        }
    }

    /** Whether an attempt to reach a sender that failed is repeated. */
    public boolean isToBeSentAgain(Exchange exchange) {
        return InFlightMessage.of(exchange).isToBeSentAgain();
    }

    /**
     * Whether a reply or a dead letter that was refused is kept and sent again. All are, but for an
     * answer that is too large for its endpoint: it would be so for ever.
     */
    public boolean isKept(Exchange exchange) {
        InFlightMessage message = InFlightMessage.of(exchange);
        return message.outcome() != MessageOutcome.ANSWERED
                || message.isToBeSentAgain()
                || !isNamed(SIZE, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    private static boolean isNamed(Pattern name, Throwable error) {
        return causes(error).stream()
                .anyMatch(cause -> name.matcher(cause.getClass().getSimpleName()).matches());
    }

    private synchronized void recordFailure(String text) {
        if (reason == null) {
            LOG.error(
                    "No reply can be sent: {} | Replies are kept and sent as soon as the broker"
                            + " takes them; no call is repeated",
                    text);
        }
        reason = text;
    }

    /** Why nothing can be sent; null if nothing waits. */
    String reason() {
        return reason;
    }

    /** A reply or a dead letter is out. */
    void recordSuccess() {
        if (reason != null) {
            end();
        }
    }

    private synchronized void end() {
        if (reason != null) {
            reason = null;
            LOG.info("Replies are sent again");
        }
    }

    /**
     * Whether the broker of the endpoint that the message was sent to takes connections all the
     * same. It has closed that one for what it was sent, as some do for an address that they cannot
     * read, and would close it each time: all others use it, too.
     */
    private static boolean isBrokerUp(Exchange exchange) {
        String uri = exchange.getProperty(Exchange.TO_ENDPOINT, String.class);
        return uri != null
                && BrokerKind.of(uri) == BrokerKind.JMS
                && JmsConnection.isUp(exchange.getContext().hasEndpoint(uri));
    }

    static boolean isConnection(Throwable error) {
        return !isNamed(PROTOCOL, error)
                && (causes(error).stream().anyMatch(IOException.class::isInstance)
                        || isNamed(CONNECTION, error));
    }

    /** What is beneath: the wrappings only say that it is about messages. */
    private static String describe(Throwable error) {
        List<Throwable> causes = causes(error);
        Throwable root = causes.get(causes.size() - 1);
        return SingleLine.of(root.getClass().getSimpleName() + ": " + root.getMessage());
    }

    private static List<Throwable> causes(Throwable error) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = error;
                cause != null && !causes.contains(cause);
                cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
