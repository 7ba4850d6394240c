package io.github.geminiroutes.contract;

import io.github.geminiroutes.testing.ArtemisBus;
import io.github.geminiroutes.testing.SharedBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As {@link AmqpOutageTest}, by JMS: one consumer of Camel serves both. */
@Tag("nightly")
class JmsOutageTest extends BrokerOutageTestSupport {

    @RegisterExtension
    static final SharedBroker BROKER =
            new SharedBroker(directory -> new ArtemisBus(directory, false, 4));

    @Override
    SharedBroker broker() {
        return BROKER;
    }
}
