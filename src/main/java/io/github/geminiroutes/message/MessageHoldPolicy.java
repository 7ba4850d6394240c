package io.github.geminiroutes.message;

import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

/**
 * Camel's {@code policy} around the call of a message: the steps inside run once the message may be
 * asked, and again after each hold. Afterwards the message is settled as answered or as failed; a
 * failure of the steps does not pass through. A message that waits holds no thread.
 */
public final class MessageHoldPolicy implements Policy {

    private MessageProcessor messages;

    /** The room's entry point, which decides. */
    public void setMessages(MessageProcessor messages) {
        this.messages = messages;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // The steps are as they should be.
    }

    @Override
    public Processor wrap(Route route, Processor steps) {
        return new MessageHoldProcessor(steps, route.getCamelContext(), messages);
    }
}
