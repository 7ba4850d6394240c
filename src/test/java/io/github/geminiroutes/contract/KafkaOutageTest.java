package io.github.geminiroutes.contract;

import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.KafkaBus;
import io.github.geminiroutes.testing.MessageBus;
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

    private static final String SOON =
            "?requestTimeoutMs=3000&deliveryTimeoutMs=4000&maxBlockMs=4000";

    @Override
    void giveUpSendingSoon(ProgramSettings settings) throws Exception {
        bus.make(events());
        settings.property("gemini.messages.reply-to", "kafka:" + replies + SOON)
                .property("gemini.events.to", "kafka:" + events() + SOON);
    }

    private String events() {
        return from + "-events";
    }

    /** They wait on disk until the broker is there; a record that was cut off may come twice. */
    @Override
    void awaitAllElse(int messages) {
        await().atMost(LIMIT)
                .until(
                        () ->
                                bus.take(events()).stream()
                                                .map(MessageBus.Got::id)
                                                .distinct()
                                                .count()
                                        == messages);
    }
}
