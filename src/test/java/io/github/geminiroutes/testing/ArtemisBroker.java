package io.github.geminiroutes.testing;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * Apache ActiveMQ Artemis itself on loopback, with its journal on disk; one port for its own
 * protocol and for AMQP 1.0.
 */
public final class ArtemisBroker implements AutoCloseable {

    /**
     * Holds what the broker itself gives up. It is made by hand, because a queue that Artemis makes
     * has another name: that of the message's address, too.
     */
    public static final String DEAD = "broker.dead";

    private final EmbeddedActiveMQ server;
    private final int port;

    private ArtemisBroker(EmbeddedActiveMQ server, int port) {
        this.server = server;
        this.port = port;
    }

    /** A message as a test makes it. */
    @FunctionalInterface
    public interface Maker {
        Message make(Session session) throws JMSException;
    }

    /** Starts it with its journal below {@code root}. */
    public static ArtemisBroker start(Path root) throws Exception {
        return start(root, FreePort.find());
    }

    /** Starts it on a certain port, as after a crash. */
    public static ArtemisBroker start(Path root, int port) throws Exception {
        ConfigurationImpl settings = new ConfigurationImpl();
        settings.setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(root.resolve("journal").toString())
                .setBindingsDirectory(root.resolve("bindings").toString())
                .setPagingDirectory(root.resolve("paging").toString())
                .setLargeMessagesDirectory(root.resolve("large").toString())
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration(
                        "all", "tcp://127.0.0.1:" + port + "?protocols=CORE,AMQP");
        settings.addAddressSetting(
                "#",
                new AddressSettings()
                        .setDeadLetterAddress(SimpleString.of(DEAD))
                        .setMaxDeliveryAttempts(10));
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        server.setConfiguration(settings);
        server.start();
        ArtemisBroker broker = new ArtemisBroker(server, port);
        broker.queue(DEAD);
        return broker;
    }

    public int port() {
        return port;
    }

    /** Its address for its own client. */
    public String coreUrl() {
        return "tcp://127.0.0.1:" + port;
    }

    /** Its address for AMQP 1.0. */
    public String amqpUrl() {
        return "amqp://127.0.0.1:" + port;
    }

    /** Makes a queue. */
    public void queue(String name) throws Exception {
        server.getActiveMQServer()
                .createQueue(QueueConfiguration.of(name).setRoutingType(RoutingType.ANYCAST), true);
    }

    private Queue find(String name) {
        return server.getActiveMQServer().locateQueue(SimpleString.of(name));
    }

    /** How many messages a queue holds, those being delivered included; 0 if there is none. */
    public long count(String name) {
        Queue queue = find(name);
        return queue == null ? 0 : queue.getMessageCount();
    }

    /** How many messages of a queue were acknowledged. */
    public long acknowledged(String name) {
        return find(name).getMessagesAcknowledged();
    }

    /** How many messages of a queue are out with consumers. */
    public int delivering(String name) {
        return find(name).getDeliveringCount();
    }

    /** How many consumers a queue has. */
    public int consumers(String name) {
        return find(name).getConsumerCount();
    }

    /** Cuts all connections of clients, as a network does. */
    public void cutConnections() {
        server.getActiveMQServer()
                .getRemotingService()
                .getConnections()
                .forEach(
                        connection ->
                                connection.fail(
                                        new org.apache.activemq.artemis.api.core.ActiveMQException(
                                                "cut by the test")));
    }

    /** Sends messages. */
    public void send(String queue, List<Maker> makers) throws JMSException {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(coreUrl());
                Connection connection = factory.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            for (int i = 0; i < makers.size(); i++) {
                producer.send(makers.get(i).make(session));
                if (i % 1000 == 999) {
                    session.commit();
                }
            }
            session.commit();
        }
    }

    /** Takes all messages a queue holds now. */
    public List<Message> take(String queue) throws JMSException {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(coreUrl())) {
            return take(factory, queue);
        }
    }

    private List<Message> take(ConnectionFactory factory, String queue) throws JMSException {
        List<Message> taken = new ArrayList<>();
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            for (Message next = consumer.receive(1_000);
                    next != null;
                    next = consumer.receive(count(queue) > 0 ? 1_000 : 1)) {
                taken.add(next);
            }
        }
        return taken;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Artemis does not stop", e);
        }
    }
}
