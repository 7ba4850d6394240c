package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.ArtemisBroker;
import io.github.geminiroutes.testing.ArtemisBus;
import io.github.geminiroutes.testing.GeminiServer;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.activemq.artemis.utils.UUIDGenerator;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** Each type of message that JMS has, by Artemis' own client: an answer, or one clear failure. */
@Timeout(120)
@Tag("process")
class JmsMessageTypesTest {

    private static final Duration LIMIT = Duration.ofSeconds(100);

    /** No type of message has this number. */
    private static final byte NO_TYPE = 1;

    private static final String ROUTES =
            "classpath:gemini-routes/gemini-messages.camel.yaml,"
                    + "classpath:gemini-routes/gemini-messages-jms.camel.yaml,"
                    + "classpath:gemini-routes/gemini-message-outcome.camel.yaml,"
                    + "classpath:gemini-routes/gemini-generate.camel.yaml,"
                    + "classpath:gemini-routes/gemini-redelivery.camel.yaml";

    /** A class that nobody can read back, as one that the receiver does not have. */
    private static final class Broken implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new InvalidObjectException("broken");
        }
    }

    @TempDir Path root;
    private final Map<String, Message> messages = new TreeMap<>();

    private void add(String id, Message message) throws JMSException {
        message.setJMSCorrelationID(id);
        messages.put(id, message);
    }

    private void makeMessages(JMSContext sender) throws IOException, JMSException {
        add("text", sender.createTextMessage("text?"));
        TextMessage oddNames = sender.createTextMessage("names?");
        // Other clients and other protocols write names that JMS has not.
        ((ActiveMQMessage) oddNames).getCoreMessage().putStringProperty("1a", "v");
        ((ActiveMQMessage) oddNames).getCoreMessage().putStringProperty("a/b", "v");
        add("text-names", oddNames);
        add("text-null", sender.createTextMessage());
        BytesMessage bytes = sender.createBytesMessage();
        bytes.writeBytes("bytes?".getBytes(StandardCharsets.UTF_8));
        add("bytes", bytes);
        add("bytes-none", sender.createBytesMessage());
        add("plain", sender.createMessage());
        MapMessage map = sender.createMapMessage();
        map.setString("contents", "map?");
        add("map", map);
        MapMessage odd = sender.createMapMessage();
        odd.setBytes("contents", new byte[] {-1});
        odd.setChar("c", 'c');
        odd.setDouble("d", Double.NaN);
        add("map-odd", odd);
        add("map-none", sender.createMapMessage());
        add("object-text", sender.createObjectMessage("object?"));
        add("object-other", sender.createObjectMessage(URI.create("http://127.0.0.1/")));
        Path secret = Files.writeString(root.resolve("secret.txt"), "secret?");
        add("object-file", sender.createObjectMessage(secret.toFile()));
        add("object-url", sender.createObjectMessage(secret.toUri().toURL()));
        add("object-broken", sender.createObjectMessage(new Broken()));
        add("object-null", sender.createObjectMessage());
        StreamMessage stream = sender.createStreamMessage();
        stream.writeString("first item");
        stream.writeInt(42);
        stream.writeBytes(new byte[] {'x', 'y'});
        add("stream", stream);
        StreamMessage ofBytes = sender.createStreamMessage();
        ofBytes.writeBytes("stream?".getBytes(StandardCharsets.UTF_8));
        add("stream-bytes", ofBytes);
        StreamMessage ofSingleBytes = sender.createStreamMessage();
        ofSingleBytes.writeByte((byte) 'a');
        ofSingleBytes.writeByte((byte) -1);
        add("stream-byte", ofSingleBytes);
        add("stream-none", sender.createStreamMessage());
    }

    private static JmsComponent component(ArtemisBroker broker) {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(
                new ActiveMQConnectionFactory(broker.coreUrl() + "?consumerWindowSize=0"));
        JmsComponent component = new JmsComponent();
        component.setConnectionFactory(pool);
        component.setRecoveryInterval(200);
        return component;
    }

    private static void start(Main host, ArtemisBus bus, GeminiServer server) {
        host.bind("jms", component(bus.broker()));
        host.addOverrideProperty("camel.main.routesIncludePattern", ROUTES);
        host.addOverrideProperty("gemini.messages.jms.destination", "queue:prompts");
        host.addOverrideProperty("gemini.messages.reply-to", "jms:queue:answers");
        host.addOverrideProperty("gemini.messages.dead-letter", "jms:queue:prompts-dead");
        host.addOverrideProperty("gemini.messages.consumers", "2");
        host.addOverrideProperty("gemini.api-key", "key-of-the-host");
        host.addOverrideProperty("gemini.base-url", server.baseUrl());
        host.start();
    }

    @Test
    void eachTypeIsAnsweredOrADeadLetter() throws Exception {
        Map<String, String> outcomes = new TreeMap<>();
        try (ArtemisBus bus = new ArtemisBus(root, false, 1);
                GeminiServer server = GeminiServer.start();
                ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory(bus.broker().coreUrl());
                JMSContext sender = factory.createContext()) {
            bus.make("prompts", "answers", "prompts-dead");
            Main host = new Main();
            start(host, bus, server);
            makeMessages(sender);
            for (Message message : messages.values()) {
                sender.createProducer().send(sender.createQueue("prompts"), message);
            }
            try {
                await().atMost(LIMIT)
                        .until(
                                () ->
                                        bus.count("answers") + bus.count("prompts-dead")
                                                == messages.size());
            } finally {
                host.stop();
            }
            assertThat(bus.count("prompts")).isZero();
            for (Message answer : bus.broker().take("answers")) {
                outcomes.put(answer.getJMSCorrelationID(), body(answer));
            }
            for (Message dead : bus.broker().take("prompts-dead")) {
                outcomes.put(
                        dead.getJMSCorrelationID(),
                        dead.getStringProperty("CamelGeminiFailure") + ": " + body(dead));
            }
        }
        assertThat(outcomes).containsOnlyKeys(messages.keySet());
        assertThat(outcomes)
                .containsEntry("text", "Answer to: text?")
                .containsEntry("text-names", "Answer to: names?")
                .containsEntry("bytes", "Answer to: bytes?")
                .containsEntry("object-text", "Answer to: object?")
                .containsEntry("stream-bytes", "Answer to: stream?")
                .containsEntry("stream", "bad-input: first item\n42\nxy");
        assertThat(outcomes.values())
                .as("no message names a file of this machine")
                .noneMatch(outcome -> outcome.contains("secret?"))
                .allMatch(
                        outcome ->
                                outcome.startsWith("Answer to: ")
                                        || outcome.startsWith("bad-input: "));
    }

    /** What goes wrong while a message is received is its own fault, not the connection's. */
    @Test
    void aMessageThatTheClientItselfCannotReadHoldsNobodyUp() throws Exception {
        try (ArtemisBus bus = new ArtemisBus(root, false, 1);
                GeminiServer server =
                        GeminiServer.builder().latency(Duration.ofMillis(500)).start();
                ServerLocator locator = ActiveMQClient.createServerLocator(bus.broker().coreUrl());
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession sender = factory.createSession(true, true)) {
            bus.make("prompts", "answers", "prompts-dead");
            ClientProducer producer = sender.createProducer("prompts");
            for (int i = 0; i < 6; i++) {
                producer.send(core(sender, org.apache.activemq.artemis.api.core.Message.TEXT_TYPE));
            }
            producer.send(core(sender, NO_TYPE));
            ClientMessage odd =
                    core(sender, org.apache.activemq.artemis.api.core.Message.TEXT_TYPE);
            odd.putBytesProperty("_AMQ_GROUP_ID", new byte[] {1});
            producer.send(odd);
            producer.send(core(sender, NO_TYPE));
            Main host = new Main();
            start(host, bus, server);
            try {
                await().atMost(LIMIT).until(() -> bus.count("answers") == 6);
                await().atMost(LIMIT).until(() -> bus.count("prompts") == 0);
            } finally {
                host.stop();
            }
            assertThat(server.log().arrived()).isEqualTo(6);
            assertThat(bus.count("prompts-dead")).as("headers that cannot be read").isEqualTo(1);
            assertThat(bus.count(ArtemisBroker.DEAD)).as("given up by the broker").isEqualTo(2);
        }
    }

    private static ClientMessage core(ClientSession session, byte type) {
        ClientMessage message = session.createMessage(type, true);
        message.setUserID(UUIDGenerator.getInstance().generateUUID());
        message.getBodyBuffer().writeNullableSimpleString(SimpleString.of("Hello?"));
        return message;
    }

    private static String body(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText();
        }
        if (message instanceof BytesMessage bytes) {
            byte[] all = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(all);
            return new String(all, StandardCharsets.UTF_8);
        }
        return message instanceof MapMessage ? "a map" : "nothing";
    }
}
