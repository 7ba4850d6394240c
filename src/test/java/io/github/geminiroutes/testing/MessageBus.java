package io.github.geminiroutes.testing;

import java.util.List;
import java.util.Map;

/** A real broker as the tests of messages see it, whatever it speaks. */
public interface MessageBus extends AutoCloseable {

    /**
     * A message to send.
     *
     * @param id tells it apart: the key of a Kafka record, the correlation id of JMS
     */
    record Sent(String id, byte[] body, Map<String, String> headers) {

        /** A message of text without headers. */
        public static Sent text(String id, String body) {
            return new Sent(id, body.getBytes(java.nio.charset.StandardCharsets.UTF_8), Map.of());
        }

        /** The same with one more header. */
        public Sent with(String name, String value) {
            Map<String, String> more = new java.util.LinkedHashMap<>(headers);
            more.put(name, value);
            return new Sent(id, body, more);
        }
    }

    /** A message that came out. */
    record Got(String id, byte[] body, Map<String, String> headers) {

        /** The body as text. */
        public String text() {
            return new String(body, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** Makes queues or topics. */
    void make(String... names) throws Exception;

    /** The program's settings for messages from, to and to. */
    void configure(ProgramSettings settings, String from, String replyTo, String deadLetter);

    void send(String name, List<Sent> messages) throws Exception;

    /** How many messages came to a queue or topic that nobody takes from. */
    long count(String name);

    /** All messages of a queue or topic that nobody else takes from. */
    List<Got> take(String name) throws Exception;

    /** How many messages of a queue or topic the program has acknowledged. */
    long acknowledged(String name);

    /** The name of a header that JMS could not carry as it is written. */
    default String header(String name) {
        return name;
    }

    /** Ends the broker. */
    void halt();

    /** Starts it again, at the same address and with the messages it had. */
    void restart() throws Exception;

    @Override
    void close();
}
