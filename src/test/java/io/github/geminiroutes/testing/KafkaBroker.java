package io.github.geminiroutes.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ConsumerGroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Apache Kafka itself, one node in KRaft mode on loopback, in a process of its own. */
public final class KafkaBroker implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(240);

    /** Of a batch of thousands, on a machine that has other things to do. */
    private static final Duration SENT = Duration.ofMinutes(5);

    private final Path root;
    private final String brokers;
    private final Admin admin;
    private Process process;

    private KafkaBroker(Path root, String brokers) throws IOException {
        this.root = root;
        this.brokers = brokers;
        process = launch(root);
        String limit = Long.toString(LIMIT.toMillis());
        admin = Admin.create(Map.of("bootstrap.servers", brokers, "default.api.timeout.ms", limit));
    }

    /** Starts it with its data below {@code root}, and waits until it answers. */
    public static KafkaBroker start(Path root) throws IOException {
        Files.createDirectories(root);
        int port = FreePort.find();
        Path settings = root.resolve("server.properties");
        Files.writeString(settings, settings(root, port, FreePort.find()));
        KafkaBroker broker = new KafkaBroker(root, "127.0.0.1:" + port);
        broker.awaitAnswer();
        return broker;
    }

    private static Process launch(Path root) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KafkaNode.class.getName(),
                        root.resolve("server.properties").toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("kafka.log").toFile())
                .start();
    }

    private void awaitAnswer() throws IOException {
        try {
            admin.describeCluster().nodes().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            close();
            throw new IllegalStateException(
                    "Kafka did not start: " + Files.readString(root.resolve("kafka.log")), e);
        }
    }

    /** Kills its process. */
    public void halt() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again, with what it had on disk and at the same address. */
    public void restart() throws IOException {
        process = launch(root);
        awaitAnswer();
    }

    private static String settings(Path root, int port, int controllerPort) {
        return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=%3$s
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.replication.factor=1
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=1000
        auto.create.topics.enable=true
        """
                .formatted(port, controllerPort, root.resolve("logs"));
    }

    /** What {@code brokers=} is to be. */
    public String brokers() {
        return brokers;
    }

    /** Its process. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Makes a topic. */
    public void topic(String name, int partitions) {
        get(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all());
    }

    /** A consumer group as the broker sees it. */
    public ConsumerGroupDescription group(String name) {
        return get(admin.describeConsumerGroups(List.of(name)).all()).get(name);
    }

    /** How many consumers a group has; 0 while it shares its partitions out anew. */
    public int members(String group) {
        ConsumerGroupDescription now = group(group);
        return now.state() == ConsumerGroupState.STABLE ? now.members().size() : 0;
    }

    /** How many records lie in the partition that holds the record with this key. */
    public long inPartitionOf(String topic, String key) {
        List<ConsumerRecord<byte[], byte[]>> all = records(topic);
        int partition =
                all.stream()
                        .filter(one -> key.equals(new String(one.key(), StandardCharsets.UTF_8)))
                        .findFirst()
                        .orElseThrow()
                        .partition();
        return all.stream().filter(one -> one.partition() == partition).count();
    }

    /** How many records of a topic a group has committed. */
    public long committed(String group) {
        return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .values()
                .stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future) {
        try {
            return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends records, and returns once all are safe. */
    public void send(Collection<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) SENT.toMillis());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
            records.forEach(kafkaRecord -> sent.add(producer.send(kafkaRecord)));
            for (var one : sent) {
                one.get(SENT.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a record into the first partition, in a transaction that is then aborted. */
    public void abort(String topic, String key, String value) {
        Map<String, Object> settings =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "of-" + topic);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(
                    new ProducerRecord<>(
                            topic,
                            0,
                            key.getBytes(StandardCharsets.UTF_8),
                            value.getBytes(StandardCharsets.UTF_8)));
            producer.flush();
            producer.abortTransaction();
        }
    }

    /** All records that a topic holds now. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                brokers,
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                10_000),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    /** How many records a topic holds now. */
    public long count(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            return consumer
                    .endOffsets(
                            consumer.partitionsFor(topic).stream()
                                    .map(info -> new TopicPartition(topic, info.partition()))
                                    .toList())
                    .values()
                    .stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** Ends the process. */
    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        process.destroyForcibly();
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new UncheckedIOException(new IOException("Kafka does not end"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
