package io.github.geminiroutes.message;

import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.prompt.InvalidPromptException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;

/** What the route file sets of {@link MessageProcessor}. */
abstract class MessageSettings {

    /** Tells whether replies can be sent. */
    ReplyHealth replyHealth = new ReplyHealth();

    String replyTo = "";
    String deadLetter = "";
    String template = "";
    private long maxRequestSize;
    private boolean repliesToSender = true;
    private Set<String> allowedReplyTo = Set.of();
    private MessageReceiver receiver;

    /** The largest request in bytes. */
    public void setMaxRequestSize(long bytes) {
        maxRequestSize = bytes;
    }

    /** The dotprompt file whose variables the messages are; empty: each is a prompt itself. */
    public void setTemplate(String location) {
        template = location.strip();
    }

    /**
     * Makes sure that the template can be used: every message would become a dead letter else.
     *
     * @throws IllegalArgumentException if it does not exist, or is broken
     */
    final void requireTemplate(CamelContext context) {
        GeminiClient client = GeminiClient.of(context);
        if (!template.isEmpty() && client != null) {
            try {
                client.requireTemplate(context, template);
            } catch (InvalidPromptException e) {
                throw new IllegalArgumentException("gemini.messages.template: " + e.getMessage());
            }
        }
    }

    /** Makes a message the variables of the template, if there is one. */
    final void nameTemplate(Message message) {
        if (!template.isEmpty()) {
            message.setHeader(GeminiHeaders.TEMPLATE, template);
        }
    }

    /** Where it is recorded whether replies can be sent. */
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
                            MessageMemory.OF_PROCESS,
                            template.isEmpty(),
                            new ReplyRules(!replyTo.isEmpty(), repliesToSender, allowedReplyTo),
                            returned);
        }
        return receiver;
    }
}
