package io.github.geminiroutes.contract;

import io.github.geminiroutes.testing.ArtemisBus;
import io.github.geminiroutes.testing.MessageBus;
import java.nio.file.Path;

/** Messages of Apache ActiveMQ Artemis, by AMQP 1.0. */
class AmqpMessagesTest extends PausingMessagesTestSupport {

    @Override
    MessageBus start(Path directory) throws Exception {
        return new ArtemisBus(directory, true, 4);
    }
}
