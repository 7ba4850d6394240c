package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An error of the JVM at a message ends the program, wherever it is thrown. */
class MessageJvmErrorTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final MessageProcessor messages = new MessageProcessor();
    private final List<Error> ended = new ArrayList<>();

    @BeforeEach
    void prepare() {
        messages.setCamelContext(camel);
        messages.setMaxRequestSize(1000);
        messages.setReplyTo("mock:replies");
        messages.onJvmError(ended::add);
    }

    @AfterEach
    void close() throws java.io.IOException {
        camel.close();
    }

    private Exchange received() {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody("Name a river.");
        messages.receive(exchange);
        return exchange;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whileItIsAsked(boolean isWrapped) {
        InFlightMessage message = InFlightMessage.of(received());
        Error full = new OutOfMemoryError("Java heap space");

        messages.holdOrFail(message, isWrapped ? new RuntimeCamelException(full) : full);

        assertThat(ended).containsExactly(full);
        assertThat(message.outcome()).isEqualTo(MessageOutcome.FAILED);
    }

    @Test
    void whileItsReplyIsSent() {
        Exchange exchange = received();
        Error full = new OutOfMemoryError("Java heap space");
        exchange.setException(full);

        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());

        assertThat(ended).containsExactly(full);
    }

    @Test
    void whileItIsRead() {
        Error full = new OutOfMemoryError("Java heap space");
        Exchange exchange = new DefaultExchange(camel);
        exchange.setMessage(
                new DefaultMessage(camel) {
                    @Override
                    public Object getBody() {
                        throw full;
                    }
                });

        assertThatThrownBy(() -> messages.receive(exchange)).isSameAs(full);

        assertThat(ended).containsExactly(full);
    }

    /** A stack is free again once it has overflowed. */
    @Test
    void otherFailuresEndNothing() {
        messages.holdOrFail(InFlightMessage.of(received()), new StackOverflowError());
        messages.holdOrFail(
                InFlightMessage.of(received()), new IllegalStateException("unexpected"));

        assertThat(ended).isEmpty();
    }
}
