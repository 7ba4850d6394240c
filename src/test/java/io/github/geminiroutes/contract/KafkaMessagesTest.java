package io.github.geminiroutes.contract;

import io.github.geminiroutes.testing.KafkaBus;
import io.github.geminiroutes.testing.MessageBus;
import java.nio.file.Path;

/** Messages of Apache Kafka. */
class KafkaMessagesTest extends MessagesTestSupport {

    @Override
    MessageBus start(Path directory) throws Exception {
        return new KafkaBus(directory, 4);
    }
}
