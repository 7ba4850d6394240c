package io.github.geminiroutes.contract;

import io.github.geminiroutes.testing.ArtemisBus;
import io.github.geminiroutes.testing.MessageBus;
import java.nio.file.Path;

/** Messages of Apache ActiveMQ Artemis, by JMS and its own protocol. */
class JmsMessagesTest extends MessagesTestSupport {

    @Override
    MessageBus start(Path directory) throws Exception {
        return new ArtemisBus(directory, false, 4);
    }
}
