package io.github.geminiroutes.message;

import java.time.Duration;
import java.util.List;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * A consumer of a Kafka group whose record is held. Camel's thread stands still until the record is
 * settled, so the consumer may be used by the thread that looks after the record, one at a time.
 */
final class KafkaMembership implements GroupMembership {

    private final Consumer<?, ?> consumer;
    private final TopicPartition partition;
    private final long offset;
    private boolean isPaused;
    private int generation;
    private boolean isSharedOutAnew;

    private KafkaMembership(Consumer<?, ?> consumer, TopicPartition partition, long offset) {
        this.consumer = consumer;
        this.partition = partition;
        this.offset = offset;
    }

    /**
     * The place of a record's consumer.
     *
     * @param manualCommit the header {@code CamelKafkaManualCommit}
     */
    static GroupMembership of(Object manualCommit) {
        return manualCommit instanceof DefaultKafkaManualCommit commit
                ? new KafkaMembership(
                        commit.getCamelExchangePayload().consumer,
                        commit.getPartition(),
                        commit.getRecordOffset())
                : NONE;
    }

    @Override
    public void pause() {
        if (!isPaused) {
            isPaused = true;
            generation = consumer.groupMetadata().generationId();
        }
        consumer.pause(consumer.assignment());
    }

    @Override
    public Standing poll() {
        if (!isPaused) {
            return Standing.MINE;
        }
        // Some may be new.
        consumer.pause(consumer.assignment());
        giveBack(consumer.poll(Duration.ZERO));
        boolean isJoined = consumer.groupMetadata().generationId() != generation;
        isSharedOutAnew |= isJoined;
        if (consumer.assignment().contains(partition)) {
            generation = consumer.groupMetadata().generationId();
            return Standing.MINE;
        }
        return isJoined ? Standing.LOST : Standing.OPEN;
    }

    /** Partitions that came with this very poll were not paused yet. */
    private void giveBack(ConsumerRecords<?, ?> early) {
        for (TopicPartition other : early.partitions()) {
            List<? extends ConsumerRecord<?, ?>> records = early.records(other);
            consumer.seek(other, records.get(0).offset());
        }
    }

    @Override
    public void resume() {
        if (!isPaused) {
            return;
        }
        isPaused = false;
        if (isSharedOutAnew) {
            // It would begin with what is committed, which is this record again.
            consumer.seek(partition, offset + 1);
        }
        consumer.resume(consumer.assignment());
    }
}
