package io.github.geminiroutes.contract;

import io.github.geminiroutes.testing.ArtemisBus;
import io.github.geminiroutes.testing.SharedBroker;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages of Apache ActiveMQ Artemis, by AMQP 1.0. */
@Order(6)
class AmqpMessagesTest extends PausingMessagesTestSupport {

    @RegisterExtension
    static final SharedBroker BROKER =
            new SharedBroker(directory -> new ArtemisBus(directory, true, 4));

    @Override
    SharedBroker broker() {
        return BROKER;
    }
}
