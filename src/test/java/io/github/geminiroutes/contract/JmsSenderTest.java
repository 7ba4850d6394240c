package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.ArtemisBroker;
import io.github.geminiroutes.testing.ArtemisBus;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.MessageBus.Got;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.SharedBroker;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Who sends a message by JMS may wait for the answer; the broker is stopped or cut off meanwhile.
 */
@Execution(ExecutionMode.SAME_THREAD)
class JmsSenderTest extends MessagesTestSupport {

    @RegisterExtension
    static final SharedBroker BROKER =
            new SharedBroker(directory -> new ArtemisBus(directory, false, 4));

    @Override
    SharedBroker broker() {
        return BROKER;
    }

    /** Its connection is cut while the answer is awaited: the message comes again, and is known. */
    @Test
    void answersWhoeverWaitsForItEvenOverALostConnection() throws Exception {
        ArtemisBroker broker = ((ArtemisBus) bus()).broker();
        bus().make("asked", "asked-replies", "asked-dead");
        try (GeminiServer server = GeminiServer.builder().latency(Duration.ofSeconds(2)).start()) {
            ProgramSettings settings = new ProgramSettings(root).server(server);
            bus().configure(settings, "asked", "asked-replies", "asked-dead");
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run");
                    ActiveMQConnectionFactory factory =
                            new ActiveMQConnectionFactory(broker.coreUrl());
                    JMSContext sender = factory.createContext()) {
                TemporaryQueue mine = sender.createTemporaryQueue();
                Message question = sender.createTextMessage("Who is there?");
                question.setJMSReplyTo(mine);
                question.setStringProperty("tenant", "blue");
                sender.createProducer().send(sender.createQueue("asked"), question);

                Message answer = sender.createConsumer(mine).receive(LIMIT.toMillis());

                assertThat(answer.getBody(String.class)).isEqualTo("Answer to: Who is there?");
                assertThat(answer.getJMSCorrelationID()).isEqualTo(question.getJMSMessageID());
                assertThat(answer.getStringProperty("tenant")).isEqualTo("blue");
                await().atMost(LIMIT).until(() -> bus().acknowledged("asked") == 1);

                sender.createProducer()
                        .send(sender.createQueue("asked"), sender.createTextMessage("And now?"));
                await().atMost(LIMIT).until(() -> server.log().inFlight() == 1);
                broker.cutConnections();

                await().atMost(LIMIT).until(() -> bus().count("asked-replies") == 1);
                await().atMost(LIMIT).until(() -> bus().count("asked") == 0);
                assertThat(server.log().arrived()).isEqualTo(2);
                assertThat(bus().count("asked-dead")).isZero();
                assertThat(bus().count(ArtemisBroker.DEAD)).isZero();
                assertThat(program.isAlive()).isTrue();

                // Their answers would be asked, too, without end.
                try (JMSContext later = factory.createContext()) {
                    for (String own : new String[] {"asked", "asked::asked"}) {
                        Message endless = later.createTextMessage("Who asks me?");
                        endless.setJMSReplyTo(later.createQueue(own));
                        later.createProducer().send(later.createQueue("asked"), endless);
                    }
                }
                await().atMost(LIMIT).until(() -> bus().count("asked-dead") == 2);
                await().atMost(LIMIT).until(() -> bus().count("asked") == 0);
                assertThat(server.log().arrived()).as("not asked").isEqualTo(2);
            }
        }
    }

    /**
     * It asked for its answer in a queue of its own, and the broker goes while it is on its way.
     */
    @Test
    void answersASenderWhoseBrokerWasGone() throws Exception {
        bus().make("for-me");
        try (GeminiServer server = GeminiServer.builder().latency(Duration.ofSeconds(2)).start();
                ProgramUnderTest program = ProgramUnderTest.start(settings(server), "run")) {
            try (ActiveMQConnectionFactory factory = factory();
                    JMSContext sender = factory.createContext()) {
                Message question = sender.createTextMessage("Who is there?");
                question.setJMSReplyTo(sender.createQueue("for-me"));
                sender.createProducer().send(sender.createQueue(from), question);
            }
            await().atMost(LIMIT).until(() -> server.log().inFlight() == 1);
            bus().halt();
            await().atMost(LIMIT).until(() -> program.stderr().contains("No reply can be sent"));
            // Longer than a sender that is gone is tried.
            await().during(Duration.ofSeconds(7))
                    .atMost(LIMIT)
                    .until(() -> !program.stderr().contains("A message failed"));

            bus().restart();

            await().atMost(LIMIT).until(() -> bus().count("for-me") == 1);
            assertThat(bus().count(dead)).isZero();
            assertThat(server.log().arrived()).isEqualTo(1);
        }
    }

    /**
     * Each is settled once: it does not come again, and nothing that came with it counts as ours.
     */
    @Test
    void whatCannotBeReadOrIsForgedIsSettledOnce() throws Exception {
        try (GeminiServer server = GeminiServer.start();
                ProgramUnderTest program = ProgramUnderTest.start(settings(server), "run");
                ActiveMQConnectionFactory factory = factory();
                JMSContext sender = factory.createContext()) {
            StreamMessage stream = sender.createStreamMessage();
            stream.writeString("first item");
            stream.writeInt(42);
            stream.setStringProperty("tenant", "blue");
            sender.createProducer().send(sender.createQueue(from), stream);
            for (int i = 0; i < 2; i++) {
                TextMessage forged = sender.createTextMessage("Question " + i);
                // Artemis refuses the property at its client, not on the wire.
                ((ActiveMQMessage) forged)
                        .getCoreMessage()
                        .putStringProperty("JM\u017fMessageID", "ID:the-same");
                sender.createProducer().send(sender.createQueue(from), forged);
            }

            awaitAcknowledged(3);

            assertThat(bus().take(replies))
                    .extracting(Got::text)
                    .containsExactlyInAnyOrder("Answer to: Question 0", "Answer to: Question 1");
            List<Got> letters = bus().take(dead);
            assertThat(letters).hasSize(1);
            assertThat(letters.get(0).text()).isEqualTo("first item\n42");
            assertThat(letters.get(0).headers())
                    .containsEntry("tenant", "blue")
                    .containsEntry("CamelGeminiFailure", "bad-input");
            assertThat(bus().count(from)).isZero();
            assertThat(program.isAlive()).isTrue();
        }
    }

    private ActiveMQConnectionFactory factory() {
        return new ActiveMQConnectionFactory(((ArtemisBus) bus()).broker().coreUrl());
    }
}
