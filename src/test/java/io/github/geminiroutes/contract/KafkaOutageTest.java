package io.github.geminiroutes.contract;

import io.github.geminiroutes.testing.KafkaBus;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.SharedBroker;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache Kafka goes and comes back. */
@Order(7)
class KafkaOutageTest extends BrokerOutageTestSupport {

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker(directory -> new KafkaBus(directory, 4));

    @Override
    SharedBroker broker() {
        return BROKER;
    }

    @Override
    void giveUpSendingSoon(ProgramSettings settings) {
        settings.property(
                "gemini.messages.reply-to",
                "kafka:"
                        + replies
                        + "?requestTimeoutMs=3000&deliveryTimeoutMs=4000&maxBlockMs=4000");
    }
}
