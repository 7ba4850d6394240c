package io.github.geminiroutes.message;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What the route file sets of {@link MessageProcessor}. */
abstract class MessageSettings {

    /** Tells whether replies can be sent. */
    ReplyHealth replyHealth = new ReplyHealth();

    String replyTo = "";
    String deadLetter = "";
    private long maxRequestSize;
    private boolean repliesToSender = true;
    private Set<String> allowedReplyTo = Set.of();
    private MessageReceiver receiver;

    /** The largest request in bytes. */
    public void setMaxRequestSize(long bytes) {
        maxRequestSize = bytes;
    }

    /** Knows whether replies can be sent. */
    public void setReplyHealth(ReplyHealth replyHealth) {
        this.replyHealth = replyHealth;
    }

    /** The endpoint that replies go to; empty: only where a message names its own. */
    public void setReplyTo(String uri) {
        replyTo = uri.strip();
    }

    /** The endpoint that failed messages go to. */
    public void setDeadLetter(String uri) {
        deadLetter = uri.strip();
    }

    /** Whether the reply to a JMS message goes to the JMSReplyTo that it names. */
    public void setRepliesToSender(boolean repliesToSender) {
        this.repliesToSender = repliesToSender;
    }

    /** Names of queues that a JMSReplyTo may lead to, separated by commas; empty: any. */
    public void setAllowedReplyTo(String names) {
        allowedReplyTo =
                Arrays.stream(names.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
    }

    final synchronized MessageReceiver receiver(ReturnedMessages returned) {
        if (receiver == null) {
            receiver =
                    new MessageReceiver(
                            maxRequestSize,
                            !replyTo.isEmpty(),
                            repliesToSender,
                            allowedReplyTo,
                            returned);
        }
        return receiver;
    }
}
