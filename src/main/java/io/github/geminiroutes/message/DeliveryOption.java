package io.github.geminiroutes.message;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An option of the endpoint that messages come from, and what it is set to where its URI says
 * nothing: Camel's own defaults acknowledge a message before it is answered.
 *
 * @param name the option, as the URI writes it
 * @param value what it is set to
 * @param silent what Camel has where nobody set it; another value was set on the component and
 *     stays
 * @param safe the values that lose no message; empty: all of them
 * @param reason why, for who wrote another value
 */
record DeliveryOption(String name, Object value, Object silent, Set<String> safe, String reason) {

    private static final String BYTES = "org.apache.kafka.common.serialization.ByteArray";
    private static final String STRING = "org.apache.kafka.common.serialization.String";

    /** What a consumer needs that loses nothing. */
    static List<DeliveryOption> ofConsumer(BrokerKind kind, int consumers) {
        return switch (kind) {
            case KAFKA -> ofKafkaConsumer(consumers);
            case JMS -> ofJmsConsumer(consumers);
            case OTHER -> List.of();
        };
    }

    /** What a producer needs that changes nothing. */
    static List<DeliveryOption> ofProducer(BrokerKind kind) {
        return kind == BrokerKind.KAFKA
                ? List.of(
                        choice("keySerializer", BYTES + "Serializer", STRING + "Serializer"),
                        choice("valueSerializer", BYTES + "Serializer", STRING + "Serializer"))
                : List.of();
    }

    private static List<DeliveryOption> ofKafkaConsumer(int consumers) {
        return List.of(
                required(
                        "autoCommitEnable",
                        false,
                        true,
                        "offsets are committed by what is answered"),
                required(
                        "allowManualCommit",
                        true,
                        false,
                        "offsets are committed by what is answered"),
                choice(
                        "kafkaManualCommitFactory",
                        "#class:org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory",
                        null),
                required(
                        "breakOnFirstError",
                        true,
                        false,
                        "a record that was given back comes again"),
                required(
                        "batching",
                        false,
                        false,
                        "records of a batch would be committed unanswered"),
                // Not RECONNECT: each would leave its group, and make the others' commits fail.
                new DeliveryOption(
                        "pollOnError",
                        "RETRY",
                        "ERROR_HANDLER",
                        Set.of("RETRY", "RECONNECT", "STOP"),
                        "a commit that fails would skip the next record"),
                choice("groupId", "gemini-routes", null),
                // What was never committed must come again, too.
                choice("autoOffsetReset", "earliest", "latest"),
                // A commit for each record: a call costs more than a commit.
                choice("maxPollRecords", 1, null),
                // A record may be held until midnight; a process that died is told by its
                // heartbeat.
                choice("maxPollIntervalMs", Integer.MAX_VALUE, null),
                // Who joins or leaves waits for calls in flight, and so do the others. With the
                // cooperative one they would go on, and could commit nothing until it is over.
                choice(
                        "partitionAssignor",
                        "org.apache.kafka.clients.consumer.StickyAssignor",
                        "org.apache.kafka.clients.consumer.RangeAssignor"),
                choice("consumersCount", consumers, 1),
                choice("keyDeserializer", BYTES + "Deserializer", STRING + "Deserializer"),
                choice("valueDeserializer", BYTES + "Deserializer", STRING + "Deserializer"),
                choice("pollTimeoutMs", 500L, 5_000L),
                choice("shutdownTimeout", 1_000, 30_000));
    }

    private static List<DeliveryOption> ofJmsConsumer(int consumers) {
        return List.of(
                required("transacted", false, false, "a wait would hold the transaction open"),
                required(
                        "acknowledgementModeName",
                        "CLIENT_ACKNOWLEDGE",
                        null,
                        "others acknowledge before the answer is out"),
                required("asyncConsumer", false, false, "it acknowledges before the answer is out"),
                // The reply is sent by the route, before the message is known as settled.
                choice("disableReplyTo", true, false),
                // An acknowledgement that a lost connection took: the message comes again.
                choice("errorHandlerLogStackTrace", false, true),
                choice("concurrentConsumers", consumers, 1));
    }

    private static DeliveryOption required(
            String name, Object value, Object silent, String reason) {
        return new DeliveryOption(name, value, silent, Set.of(value.toString()), reason);
    }

    private static DeliveryOption choice(String name, Object value, Object silent) {
        return new DeliveryOption(name, value, silent, Set.of(), "");
    }

    /** Whether the option is to be set, as nobody else did. */
    boolean isSilent(Map<String, ?> written, Object present) {
        return !written.containsKey(name)
                && (present == null
                        ? silent == null
                        : silent != null && present.toString().equals(silent.toString()));
    }

    /** Whether a message could be lost with the value that is there. */
    boolean isUnsafe(Object present) {
        return !safe.isEmpty() && !safe.contains(String.valueOf(present));
    }
}
