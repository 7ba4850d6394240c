package io.github.geminiroutes.contract;

import java.nio.file.Path;

/** Messages of Apache ActiveMQ Artemis, by AMQP 1.0. */
class AmqpMessagesTest extends MessagesTestSupport {

    @Override
    MessageBus start(Path directory) throws Exception {
        return new ArtemisBus(directory, true);
    }
}
