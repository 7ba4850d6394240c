package io.github.geminiroutes.message;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The first step of a message's route. Camel's step {@code bean} reads the body before it calls a
 * method; a body that cannot be read, such as an object of a class that is not here, would send the
 * message back to its broker again and again.
 */
public final class MessageIntake implements Processor {

    private MessageProcessor messages;

    /** What takes the messages. */
    public void setMessages(MessageProcessor processor) {
        messages = processor;
    }

    @Override
    public void process(Exchange exchange) {
        messages.receive(exchange);
    }
}
