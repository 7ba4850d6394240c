package io.github.geminiroutes.message;

import io.github.geminiroutes.support.SingleLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether replies and dead letters can be sent. That they cannot is told when it begins and when it
 * is over, however many wait and however often each is tried.
 */
public final class ReplyHealth implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyHealth.class);

    /**
     * A sender that waits for its answer is tried so often, unless it is the broker that is gone.
     */
    private static final int MOST_ATTEMPTS = 5;

    /** JMS has no exception of its own for a lost connection; clients call theirs so. */
    private static final Pattern CONNECTION =
            Pattern.compile(".*(NotConnected|Disconnected|Connection(Failed|TimedOut)).*");

    static final String ATTEMPTS = "gemini-message-attempts";
    static final String SENT_AGAIN = "gemini-message-sent-again";

    private volatile String reason;

    /** One attempt failed; the route tries again. */
    @Override
    public void process(Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        boolean isBroker = isConnection(error);
        int attempts = exchange.getProperty(ATTEMPTS, 0, Integer.class) + 1;
        exchange.setProperty(ATTEMPTS, isBroker ? 0 : attempts);
        exchange.setProperty(SENT_AGAIN, isBroker || attempts < MOST_ATTEMPTS);
        boolean isOne =
                exchange.getProperty(MessageProcessor.MESSAGE_OUTCOME)
                        == MessageOutcome.ANSWERED_TO_SENDER;
        if (!isOne || isBroker) {
            tell(told(error));
        }
    }

    private synchronized void tell(String text) {
        if (reason == null) {
            LOG.error(
                    "No reply can be sent: {} | Answers that are here are kept and sent as soon as"
                            + " the broker takes them; no call is repeated",
                    text);
        }
        reason = text;
    }

    /** Why nothing can be sent; null if nothing waits. */
    String reason() {
        return reason;
    }

    /** A reply or a dead letter is out. */
    void succeeded() {
        if (reason != null) {
            over();
        }
    }

    private synchronized void over() {
        if (reason != null) {
            reason = null;
            LOG.info("Replies are sent again");
        }
    }

    static boolean isConnection(Throwable error) {
        return causes(error).stream()
                .anyMatch(
                        cause ->
                                cause instanceof IOException
                                        || CONNECTION
                                                .matcher(cause.getClass().getSimpleName())
                                                .matches());
    }

    /** What is beneath: the wrappings only say that it is about messages. */
    private static String told(Throwable error) {
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
