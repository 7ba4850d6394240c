package io.github.geminiroutes.message;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
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
     * A reply to a sender's own destination is sent so often, unless the broker itself is gone; one
     * that an HTTP endpoint drops, where that takes others.
     */
    private static final int MOST_ATTEMPTS = 5;

    /** An HTTP endpoint that drops each connection may be a proxy whose server is down. */
    private static final int MOST_DROPS = 120;

    /** Of the replies that HTTP endpoints dropped, how many had gone out when that began. */
    private final Map<InFlightMessage, Long> dropped = new ConcurrentHashMap<>();

    private final AtomicLong replies = new AtomicLong();
    private final RefusedSenders senders;
    private volatile String reason;

    public ReplyHealth() {
        this(System::nanoTime);
    }

    /**
     * @param nanoTime such as {@link System#nanoTime}
     */
    ReplyHealth(LongSupplier nanoTime) {
        senders = new RefusedSenders(nanoTime, MOST_ATTEMPTS);
    }

    /** How many messages are processed at a time. */
    public void setConsumers(int consumers) {
        senders.setConsumers(consumers);
    }

    /** One attempt failed; the route asks the message whether it tries again. */
    @Override
    public void process(Exchange exchange) {
        SendLimit.end(exchange);
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        InFlightMessage message = InFlightMessage.of(exchange);
        boolean isDropped = isDropped(exchange, error);
        boolean isOfBroker = !isDropped && SendFailure.isConnection(error) && !isBrokerUp(exchange);
        if (isOfBroker || message.outcome() != MessageOutcome.ANSWERED_TO_SENDER) {
            message.recordFailedSend(isOfBroker, isDropped ? mostDrops(message) : MOST_ATTEMPTS);
            recordFailure(SendFailure.describe(error));
        } else {
            senders.record(message);
        }
    }

    /** How long an attempt to reach a sender may take. */
    Duration limit(InFlightMessage message) {
        return senders.limit(message);
    }

    /** Others that went out meanwhile show that the endpoint drops this very reply. */
    private int mostDrops(InFlightMessage message) {
        long before = dropped.computeIfAbsent(message, unknown -> replies.get());
        return replies.get() > before ? MOST_ATTEMPTS : MOST_DROPS;
    }

    /** Whether an HTTP server took the connection and closed it, as some do for large headers. */
    private static boolean isDropped(Exchange exchange, Throwable error) {
        String uri = exchange.getProperty(Exchange.TO_ENDPOINT, String.class);
        return uri != null && BrokerKind.scheme(uri).contains("http") && SendFailure.isDrop(error);
    }

    /** Whether an attempt to reach a sender that failed is repeated. */
    public boolean isToBeSentAgain(Exchange exchange) {
        return InFlightMessage.of(exchange).isToBeSentAgain();
    }

    /**
     * Whether a reply or a dead letter that was refused is kept and sent again. All are, but for an
     * answer that is too large for its endpoint, or that an HTTP server drops: it would be so for
     * ever.
     */
    public boolean isKept(Exchange exchange) {
        InFlightMessage message = InFlightMessage.of(exchange);
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return message.outcome() != MessageOutcome.ANSWERED
                || message.isToBeSentAgain()
                || !SendFailure.isTooLarge(error) && !isDropped(exchange, error);
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

    /** A message has come to its end: its reply or its dead letter is out if that was taken. */
    void end(InFlightMessage message, boolean isAcknowledged) {
        dropped.remove(message);
        senders.forget(message);
        if (message.isSettled() && isAcknowledged) {
            recordSuccess(message.outcome());
        }
    }

    private void recordSuccess(MessageOutcome outcome) {
        if (outcome == MessageOutcome.ANSWERED) {
            replies.incrementAndGet();
        }
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
}
