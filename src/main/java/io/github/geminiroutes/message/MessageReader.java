package io.github.geminiroutes.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.prompt.Utf8Text;
import io.github.geminiroutes.support.GeminiJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a message: what is asked, how, and what goes along. */
final class MessageReader {

    private final PromptParser parser;

    /**
     * @param maxRequestSize the largest request in bytes
     */
    MessageReader(long maxRequestSize) {
        parser = new PromptParser(GeminiJson.MAPPER, maxRequestSize);
    }

    /**
     * What is asked, as {@code direct:gemini-generate} takes it: a text, or a whole request.
     *
     * @param body a text, bytes, a map or a JSON node
     * @throws InvalidPromptException if it is no prompt
     */
    Object prompt(Object body, boolean isJson) {
        if (body instanceof Map<?, ?> || body instanceof JsonNode) {
            return body;
        }
        if (body instanceof byte[] bytes) {
            return isJson ? parser.parse("request.json", bytes, null) : Utf8Text.decode(bytes);
        }
        if (body instanceof String text) {
            return isJson
                    ? parser.parse("request.json", text.getBytes(StandardCharsets.UTF_8), null)
                    : text;
        }
        throw new InvalidPromptException(
                body == null
                        ? "the message is empty: write the question into its body"
                        : "the body of the message is neither text nor bytes nor a map",
                0);
    }

    /** Whether the body is a whole request: its type says JSON. */
    static boolean isJson(Map<String, Object> described) {
        return described.values().stream()
                .map(value -> text(value).strip().toLowerCase(Locale.ROOT))
                .anyMatch(type -> type.startsWith("application/json"));
    }

    /** The headers whose name is chosen by {@code choice}; values as they came, nulls left out. */
    static Map<String, Object> chosen(Map<String, Object> headers, Predicate<String> choice) {
        return chosen(headers, choice, UnaryOperator.identity());
    }

    /** What the message asks for; Kafka brings the values as bytes. */
    static Map<String, Object> asked(Map<String, Object> headers) {
        return chosen(headers, HeaderNames.ASKED::contains, MessageReader::text);
    }

    private static Map<String, Object> chosen(
            Map<String, Object> headers, Predicate<String> choice, UnaryOperator<Object> value) {
        Map<String, Object> chosen = new LinkedHashMap<>();
        headers.forEach(
                (name, header) -> {
                    if (header != null && choice.test(name)) {
                        chosen.put(name, value.apply(header));
                    }
                });
        return chosen;
    }

    /**
     * What copies of this message share; null where it bears no id. The sender's own id goes before
     * the broker's. A client of AMQP chooses that one, too, and a program that makes several
     * messages of one may pass it on to each: with another content it is another message. A Kafka
     * record is told by its place and its time, as a topic made anew counts from 0 again.
     */
    static String key(Map<String, Object> headers, Object body) {
        Object own = headers.get(GeminiHeaders.MESSAGE_ID);
        if (own != null && !text(own).isBlank()) {
            return MessageKey.of("own", text(own));
        }
        Object ofAmqp = headers.get(HeaderNames.ID_OF_AMQP);
        if (ofAmqp != null) {
            return MessageKey.of("amqp", text(ofAmqp), body);
        }
        Object jms = headers.get("JMSMessageID");
        if (jms != null) {
            return MessageKey.of("jms", text(jms), body);
        }
        String origin = origin(headers);
        return origin == null
                ? null
                : MessageKey.of("kafka", origin + "/" + headers.get("kafka.TIMESTAMP"));
    }

    /** What a message without an id shares with itself when it comes again. */
    static String key(long number, Map<String, Object> headers, Object body) {
        return MessageKey.of(
                "number",
                Stream.of("JMSTimestamp", "JMSCorrelationID", "JMSReplyTo")
                        .map(name -> String.valueOf(headers.get(name)))
                        .collect(Collectors.joining("\0", number + "\0", "")),
                body);
    }

    /**
     * Whether a message is no copy of a settled one, whatever key it has: it bears no id, and its
     * broker delivers it for the first time. A broker that is made anew numbers its messages from
     * the start, and two senders may ask the same.
     */
    static boolean isNew(Map<String, Object> headers) {
        return key(headers, null) == null && Boolean.FALSE.equals(headers.get("JMSRedelivered"));
    }

    /** Topic, partition and offset of a Kafka record; null for another broker. */
    static String origin(Map<String, Object> headers) {
        return headers.get("kafka.OFFSET") instanceof Long offset
                ? headers.get("kafka.TOPIC") + "/" + headers.get("kafka.PARTITION") + "/" + offset
                : null;
    }

    static String text(Object value) {
        return value instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.UTF_8)
                : String.valueOf(value);
    }
}
