package io.github.geminiroutes.testing;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Artemis, by AMQP 1.0 or by its own protocol. */
public final class ArtemisBus implements MessageBus {

    private final Path root;
    private ArtemisBroker broker;
    private final int consumers;
    private final boolean isAmqp;

    /**
     * @param consumers of the program
     */
    public ArtemisBus(Path root, boolean isAmqp, int consumers) throws Exception {
        this.root = root;
        this.consumers = consumers;
        broker = ArtemisBroker.start(root);
        this.isAmqp = isAmqp;
    }

    @Override
    public void make(String... names) throws Exception {
        for (String name : names) {
            broker.queue(name);
        }
    }

    @Override
    public void configure(
            ProgramSettings settings, String from, String replyTo, String deadLetter) {
        String scheme = isAmqp ? "amqp" : "jms";
        settings.property(
                        "camel.beans.broker",
                        isAmqp
                                ? "#class:org.apache.qpid.jms.JmsConnectionFactory('"
                                        + broker.amqpUrl()
                                        + "?jms.prefetchPolicy.all=0')"
                                : "#class:org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory('"
                                        + broker.coreUrl()
                                        + "?consumerWindowSize=0')")
                .property(
                        "camel.beans.pool",
                        "#class:org.messaginghub.pooled.jms.JmsPoolConnectionFactory")
                .property("camel.beans.pool.connectionFactory", "#bean:broker")
                .property("camel.component." + scheme + ".connectionFactory", "#bean:pool")
                .property("gemini.messages.jms.component", scheme)
                .property("gemini.messages.jms.destination", "queue:" + from)
                .property("gemini.messages.reply-to", scheme + ":queue:" + replyTo)
                .property("gemini.messages.dead-letter", scheme + ":queue:" + deadLetter)
                .property("gemini.messages.consumers", Integer.toString(consumers));
    }

    @Override
    public void send(String name, List<Sent> messages) throws JMSException {
        List<ArtemisBroker.Maker> makers = new ArrayList<>();
        messages.forEach(message -> makers.add(session -> make(session, message)));
        broker.send(name, makers);
    }

    /** As text where it is one, so that both kinds of body are tried. */
    private static Message make(Session session, Sent message) throws JMSException {
        String text = new String(message.body(), StandardCharsets.UTF_8);
        Message made;
        if (java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), message.body())) {
            made = session.createTextMessage(text);
        } else {
            BytesMessage bytes = session.createBytesMessage();
            bytes.writeBytes(message.body());
            made = bytes;
        }
        made.setJMSCorrelationID(message.id());
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
            made.setStringProperty(header.getKey(), header.getValue());
        }
        return made;
    }

    @Override
    public long count(String name) {
        return broker.count(name);
    }

    @Override
    public List<Got> take(String name) throws JMSException {
        List<Got> found = new ArrayList<>();
        for (Message message : broker.take(name)) {
            Map<String, String> headers = new LinkedHashMap<>();
            for (Object property : Collections.list((Enumeration<?>) message.getPropertyNames())) {
                headers.put(
                        property.toString(),
                        String.valueOf(message.getObjectProperty(property.toString())));
            }
            found.add(new Got(message.getJMSCorrelationID(), body(message), headers));
        }
        return found;
    }

    private static byte[] body(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText().getBytes(StandardCharsets.UTF_8);
        }
        return message.getBody(byte[].class);
    }

    @Override
    public long acknowledged(String name) {
        return broker.acknowledged(name);
    }

    @Override
    public String header(String name) {
        return name.replace("-", "_");
    }

    @Override
    public void halt() {
        broker.close();
    }

    @Override
    public void restart() throws Exception {
        broker = ArtemisBroker.start(root, broker.port());
    }

    /** The broker itself. */
    public ArtemisBroker broker() {
        return broker;
    }

    @Override
    public void close() {
        broker.close();
    }
}
