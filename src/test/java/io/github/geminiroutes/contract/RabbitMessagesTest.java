package io.github.geminiroutes.contract;

import io.github.geminiroutes.testing.MessageBus;
import io.github.geminiroutes.testing.RabbitBus;
import java.nio.file.Path;

/** Messages of RabbitMQ by AMQP 1.0; skipped where it is not installed. */
class RabbitMessagesTest extends PausingMessagesTestSupport {

    @Override
    MessageBus start(Path directory) throws Exception {
        return new RabbitBus(directory, 4);
    }
}
