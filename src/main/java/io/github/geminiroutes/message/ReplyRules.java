package io.github.geminiroutes.message;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.support.SingleLine;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Endpoint;

/** Where the reply of a message may go: with the program's own rights, so not everywhere. */
final class ReplyRules {

    private static final int MOST_SHOWN = 128;

    private final boolean hasReplyTo;
    private final boolean repliesToSender;
    private final Set<String> allowed;

    /** The endpoint of the messages is one and the same. */
    private volatile Known known = new Known(null, null);

    private record Known(Endpoint from, OwnSource source) {}

    /**
     * @param hasReplyTo whether there is an endpoint for the replies of messages that name none
     * @param repliesToSender whether the JMSReplyTo of a JMS message is followed
     * @param allowed names of queues that a JMSReplyTo may lead to; empty: any but the source
     */
    ReplyRules(boolean hasReplyTo, boolean repliesToSender, Set<String> allowed) {
        this.hasReplyTo = hasReplyTo;
        this.repliesToSender = repliesToSender;
        this.allowed = allowed;
    }

    /**
     * Where a message wants its reply; null if nowhere. A header of that name is not followed where
     * the broker does not speak JMS.
     */
    Object destination(Endpoint from, Map<String, Object> headers) {
        boolean isFollowed =
                repliesToSender
                        && from != null
                        && BrokerKind.of(from.getEndpointUri()) == BrokerKind.JMS;
        return isFollowed ? headers.get("JMSReplyTo") : null;
    }

    /** What the replies to messages of an endpoint bear; null for none. */
    String mark(Endpoint from) {
        OwnSource source = source(from);
        return source == null ? null : source.mark();
    }

    /**
     * Why a message cannot be answered, by where it comes from and where it wants its reply; null
     * if it can.
     */
    Failure refusal(Endpoint from, Map<String, Object> headers, Object replyTo) {
        OwnSource source = source(from);
        Object mark = headers.get(GeminiHeaders.ANSWERED_FROM);
        if (source != null && mark != null && source.mark().equals(MessageReader.text(mark))) {
            return bad(
                    "the message is an answer of this program that has come back to where messages"
                            + " are taken from: its header "
                            + GeminiHeaders.ANSWERED_FROM
                            + " says so. It is not asked, as its answer would come back, too");
        }
        if (replyTo == null) {
            return hasReplyTo
                    ? null
                    : bad(
                            "the message names no JMSReplyTo, and gemini.messages.reply-to is not"
                                    + " set");
        }
        String name = JmsParts.name(replyTo);
        if (source != null && source.isReachedBy(name)) {
            return bad(
                    "the JMSReplyTo of the message is where messages are taken from, so that its"
                            + " answer would be asked again: "
                            + SingleLine.quoted(name, MOST_SHOWN));
        }
        return allowed.isEmpty() || allowed.contains(name)
                ? null
                : bad(
                        "gemini.messages.jms.reply-to-allowed does not name the queue of the"
                                + " message's JMSReplyTo: "
                                + SingleLine.quoted(name, MOST_SHOWN));
    }

    private static Failure bad(String reason) {
        return Failure.of(FailureKind.BAD_INPUT, reason);
    }

    private OwnSource source(Endpoint from) {
        Known now = known;
        if (now.from != from) {
            now = new Known(from, from == null ? null : of(from));
            known = now;
        }
        return now.source;
    }

    private static OwnSource of(Endpoint from) {
        String uri = from.getEndpointUri();
        return BrokerKind.of(uri) == BrokerKind.JMS
                ? OwnSource.of(BrokerKind.JMS, JmsParts.source(from, uri))
                : OwnSource.of(uri);
    }
}
