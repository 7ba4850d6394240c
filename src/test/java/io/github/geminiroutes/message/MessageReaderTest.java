package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

    private final MessageReader reader = new MessageReader(1_000);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void textIsTakenAsItIs() {
        assertThat(reader.prompt("---\na: b\n---\n${x}", false)).isEqualTo("---\na: b\n---\n${x}");
        assertThat(reader.prompt(bytes("größer"), false)).isEqualTo("größer");
    }

    @Test
    void jsonIsAWholeRequest() {
        String json = "{\"model\":\"m\",\"contents\":[{\"parts\":[{\"text\":\"q\"}]}]}";

        assertThat(((Prompt) reader.prompt(json, true)).model()).isEqualTo("m");
        assertThat(((Prompt) reader.prompt(bytes(json), true)).model()).isEqualTo("m");
        assertThatThrownBy(() -> reader.prompt("{", true))
                .isInstanceOf(InvalidPromptException.class);
    }

    @Test
    void whatIsNoPromptIsRefused() {
        assertThatThrownBy(() -> reader.prompt(null, false))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> reader.prompt(new byte[] {(byte) 0xC3, 0x28}, false))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> reader.prompt(1, false))
                .isInstanceOf(InvalidPromptException.class);
    }

    @Test
    void theTypeIsToldByAnyUsualHeader() {
        assertThat(MessageReader.isJson(Map.of("Content-Type", "application/json; charset=utf-8")))
                .isTrue();
        assertThat(MessageReader.isJson(Map.of("contentType", bytes("Application/JSON")))).isTrue();
        assertThat(MessageReader.isJson(Map.of("Content-Type", "text/plain"))).isFalse();
        assertThat(MessageReader.isJson(Map.of())).isFalse();
    }

    private static Map<String, Object> kafka(long timestamp) {
        return Map.of(
                "kafka.TOPIC",
                "t",
                "kafka.PARTITION",
                1,
                "kafka.OFFSET",
                7L,
                "kafka.TIMESTAMP",
                timestamp);
    }

    private static String key(String name, Object id, Object body) {
        return MessageReader.key(Map.of(name, id), body);
    }

    @Test
    void copiesShareTheirKey() {
        assertThat(MessageReader.key(kafka(5L), "a"))
                .isEqualTo(MessageReader.key(kafka(5L), "a"))
                .isNotEqualTo(MessageReader.key(kafka(6L), "a"));
        assertThat(key("JMSMessageID", "ID:1", "a"))
                .isEqualTo(key("JMSMessageID", "ID:1", "a"))
                .isNotEqualTo(key("NATIVE_MESSAGE_ID", "ID:1", "a"));
        assertThat(
                        MessageReader.key(
                                Map.of("NATIVE_MESSAGE_ID", "ID:1", "JMSMessageID", "ID:2"), "a"))
                .isEqualTo(
                        MessageReader.key(
                                Map.of("NATIVE_MESSAGE_ID", "ID:1", "JMSMessageID", "ID:3"), "a"));
        assertThat(key("CamelGeminiMessageId", bytes("ID:1"), "a"))
                .isEqualTo(key("CamelGeminiMessageId", "ID:1", "b"))
                .isNotEqualTo(key("JMSMessageID", "ID:1", "a"))
                .matches("[0-9a-f]{64}");
        assertThat(MessageReader.key(Map.of(), "a")).isNull();
    }

    /** A route that splits a message passes its headers on to each part. */
    @ParameterizedTest
    @ValueSource(strings = {"NATIVE_MESSAGE_ID", "JMSMessageID"})
    void messagesOfOneIdAndOtherContentsAreNoCopies(String name) {
        assertThat(key(name, "ID:1", "a")).isNotEqualTo(key(name, "ID:1", "b"));
        assertThat(key(name, "ID:1", Map.of("a", bytes("1"), "b", 2)))
                .isEqualTo(key(name, "ID:1", new TreeMap<>(Map.of("b", 2, "a", bytes("1")))))
                .isNotEqualTo(key(name, "ID:1", Map.of("a", bytes("2"), "b", 2)));
        String large = "x".repeat(200_000);
        assertThat(key(name, "ID:1", large + "a"))
                .isEqualTo(key(name, "ID:1", large + "a"))
                .isNotEqualTo(key(name, "ID:1", large + "b"));
        // what has no text of its own says another one each time
        assertThat(key(name, "ID:1", new Object())).isEqualTo(key(name, "ID:1", new Object()));
    }

    @Test
    void onlyAMessageWithoutAnIdThatComesForTheFirstTimeIsNew() {
        assertThat(MessageReader.isNew(Map.of("JMSRedelivered", false))).isTrue();
        assertThat(MessageReader.isNew(Map.of("JMSRedelivered", true))).isFalse();
        assertThat(MessageReader.isNew(Map.of())).isFalse();
        assertThat(MessageReader.isNew(Map.of("JMSRedelivered", false, "JMSMessageID", "ID:1")))
                .isFalse();
    }

    /** A record may carry a header of any name: only Camel's own, a number, tells of an offset. */
    @Test
    void anOffsetFromOutsideIsNone() {
        assertThat(MessageReader.origin(Map.of("kafka.OFFSET", bytes("7")))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "camelhttpuri",
                "CAMELJmsDestination",
                "org.apache.camel.x",
                "kafka.OVERRIDE_TOPIC",
                "Kafka.KEY",
                "JMSReplyTo",
                "jmsreplyto",
                "breadcrumbId",
                "camelgeminimodel",
                "CamelGeminiFailure",
                "CamelGeminiModelVersion"
            })
    void nothingThatSteersComesIn(String name) {
        assertThat(HeaderNames.mayComeIn(name)).isFalse();
        assertThat(HeaderNames.isOwn(name)).isFalse();
        assertThat(new MessageHeaderFilter().applyFilterToExternalHeaders(name, "x", null))
                .isTrue();
    }

    @Test
    void whatIsOursAndTheSendersOwnPasses() {
        MessageHeaderFilter filter = new MessageHeaderFilter();
        for (String name : new String[] {"CamelGeminiModel", "tenant", "traceparent"}) {
            assertThat(filter.applyFilterToExternalHeaders(name, "x", null)).isFalse();
            assertThat(filter.applyFilterToCamelHeaders(name, "x", null)).isFalse();
        }
        assertThat(filter.applyFilterToCamelHeaders("CamelGeminiFailure", "x", null)).isFalse();
        assertThat(filter.applyFilterToCamelHeaders("CamelHttpUri", "x", null)).isTrue();
        assertThat(filter.applyFilterToCamelHeaders("kafka.KEY", "x", null)).isTrue();
    }
}
