package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.ArtemisBus;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.MessageBus.Got;
import io.github.geminiroutes.testing.MessageBus.Sent;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.RecordedErrors;
import io.github.geminiroutes.testing.Reply;
import io.github.geminiroutes.testing.SharedBroker;
import jakarta.jms.JMSContext;
import jakarta.jms.StreamMessage;
import java.util.List;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
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

    /** On the wire it is a list. */
    @Test
    void aStreamMessageIsADeadLetterAtOnce() throws Exception {
        try (GeminiServer server = GeminiServer.start();
                ProgramUnderTest program = ProgramUnderTest.start(settings(server), "run");
                JMSContext sender =
                        new JmsConnectionFactory(((ArtemisBus) bus()).broker().amqpUrl())
                                .createContext()) {
            StreamMessage stream = sender.createStreamMessage();
            stream.writeString("first item");
            stream.writeInt(42);
            stream.writeBytes(new byte[] {'x', 'y'});
            stream.setStringProperty("tenant", "blue");
            sender.createProducer().send(sender.createQueue(from), stream);

            awaitAcknowledged(1);

            List<Got> letters = bus().take(dead);
            assertThat(letters).hasSize(1);
            assertThat(letters.get(0).text()).isEqualTo("first item\n42\nxy");
            assertThat(letters.get(0).headers())
                    .containsEntry("tenant", "blue")
                    .containsEntry("CamelGeminiFailure", "bad-input");
            assertThat(bus().count(from)).isZero();
            assertThat(server.log().arrived()).isZero();
            assertThat(program.isAlive()).isTrue();
        }
    }

    @Test
    void messagesOfAModelThatFailsLeaveConsumersToOthers() throws Exception {
        try (GeminiServer server =
                GeminiServer.builder()
                        .when(
                                asked -> asked.model().equals("gemini-3.8-pro"),
                                RecordedErrors.internal())
                        .start()) {
            ProgramSettings settings =
                    settings(server).set("BASE_RETRY_DELAY", "300").set("MAX_RETRIES", "5");
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                bus().send(
                                from,
                                numbered(12).stream()
                                        .map(
                                                sent ->
                                                        sent.with(
                                                                "CamelGeminiModel",
                                                                "gemini-3.8-pro"))
                                        .toList());
                await().atMost(LIMIT).until(() -> server.log().arrived() >= 4);
                bus().send(from, numbered(6));

                awaitCount(replies, 6);

                awaitCount(from, 12);
                assertThat(bus().count(dead)).isZero();
                program.kill();
            }
        }
    }

    @Test
    void noMessageWaitsBehindASlowOneWhileAnotherConsumerIsIdle() throws Exception {
        try (GeminiServer server =
                GeminiServer.builder()
                        .when(asked -> asked.prompt().equals("slow"), Reply.hang())
                        .start()) {
            ProgramSettings settings =
                    settings(server)
                            .property("gemini.messages.consumers", "2")
                            .property("gemini.http.response-timeout", "600");
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                bus().send(from, List.of(Sent.text("slow", "slow")));
                await().atMost(LIMIT).until(() -> server.log().arrived() == 1);
                bus().send(from, numbered(6));

                awaitCount(replies, 6);

                // The last reply is there before its message is acknowledged.
                awaitCount(from, 1);
                program.kill();
            }
        }
    }
}
