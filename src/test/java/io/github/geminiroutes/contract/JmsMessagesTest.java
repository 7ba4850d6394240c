package io.github.geminiroutes.contract;

import io.github.geminiroutes.testing.ArtemisBus;
import io.github.geminiroutes.testing.SharedBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Messages of Apache ActiveMQ Artemis, by JMS and its own protocol. One consumer of Camel serves
 * JMS and AMQP: by day {@link AmqpMessagesTest} tries the rest.
 */
class JmsMessagesTest extends AnsweringMessagesTestSupport {

    @RegisterExtension
    static final SharedBroker BROKER =
            new SharedBroker(directory -> new ArtemisBus(directory, false, 4));

    @Override
    SharedBroker broker() {
        return BROKER;
    }

    @Override
    @Test
    @Tag("nightly")
    void losesNothingHoweverOftenItIsKilled() throws Exception {
        super.losesNothingHoweverOftenItIsKilled();
    }
}
