package io.github.geminiroutes.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Kafka; the consumer group of a topic is called like it. */
public final class KafkaBus implements MessageBus {

    private final KafkaBroker broker;
    private final int partitions;

    /**
     * @param partitions of each topic, and consumers of the program
     */
    public KafkaBus(Path root, int partitions) throws IOException {
        broker = KafkaBroker.start(root);
        this.partitions = partitions;
    }

    @Override
    public void make(String... names) {
        for (String name : names) {
            broker.topic(name, partitions);
        }
    }

    @Override
    public void configure(
            ProgramSettings settings, String from, String replyTo, String deadLetter) {
        settings.property("camel.component.kafka.brokers", broker.brokers())
                .property("camel.component.kafka.sessionTimeoutMs", "3000")
                .property("camel.component.kafka.heartbeatIntervalMs", "1000")
                .property("gemini.messages.kafka.topic", from)
                .property("gemini.messages.kafka.group-id", from)
                .property("gemini.messages.reply-to", "kafka:" + replyTo)
                .property("gemini.messages.dead-letter", "kafka:" + deadLetter)
                .property("gemini.messages.consumers", Integer.toString(partitions));
    }

    @Override
    public void send(String name, List<Sent> messages) {
        broker.send(messages.stream().map(message -> kafkaRecord(name, message)).toList());
    }

    private static ProducerRecord<byte[], byte[]> kafkaRecord(String topic, Sent message) {
        ProducerRecord<byte[], byte[]> made =
                new ProducerRecord<>(
                        topic, message.id().getBytes(StandardCharsets.UTF_8), message.body());
        message.headers()
                .forEach((n, v) -> made.headers().add(n, v.getBytes(StandardCharsets.UTF_8)));
        return made;
    }

    @Override
    public long count(String name) {
        return broker.count(name);
    }

    @Override
    public List<Got> take(String name) {
        return broker.records(name).stream()
                .map(
                        found -> {
                            Map<String, String> headers = new LinkedHashMap<>();
                            found.headers()
                                    .forEach(
                                            h ->
                                                    headers.put(
                                                            h.key(),
                                                            new String(
                                                                    h.value(),
                                                                    StandardCharsets.UTF_8)));
                            return new Got(
                                    new String(found.key(), StandardCharsets.UTF_8),
                                    found.value(),
                                    headers);
                        })
                .toList();
    }

    @Override
    public long acknowledged(String name) {
        return broker.committed(name);
    }

    @Override
    public void halt() {
        broker.halt();
    }

    @Override
    public void restart() throws IOException {
        broker.restart();
    }

    /** The broker itself. */
    public KafkaBroker broker() {
        return broker;
    }

    @Override
    public void close() {
        broker.close();
    }
}
