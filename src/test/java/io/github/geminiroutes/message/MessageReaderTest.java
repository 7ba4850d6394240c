package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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

    @Test
    void copiesShareTheirKey() {
        Map<String, Object> kafka = kafka(5L);
        Map<String, Object> anew = kafka(6L);
        assertThat(MessageReader.key(kafka, () -> "1"))
                .isEqualTo(MessageReader.key(kafka, () -> "2"))
                .isNotEqualTo(MessageReader.key(anew, () -> "1"));
        assertThat(MessageReader.key(Map.of("JMSMessageID", "ID:1"), () -> "1"))
                .isEqualTo(MessageReader.key(Map.of("JMSMessageID", "ID:1"), () -> "2"));
        Map<String, Object> again = Map.of("NATIVE_MESSAGE_ID", "ID:1", "JMSMessageID", "ID:3");
        assertThat(
                        MessageReader.key(
                                Map.of("NATIVE_MESSAGE_ID", "ID:1", "JMSMessageID", "ID:2"),
                                () -> "1"))
                .isEqualTo(MessageReader.key(again, () -> "2"))
                .isNotEqualTo(MessageReader.key(Map.of("JMSMessageID", "ID:1"), () -> "1"));
        assertThat(MessageReader.key(Map.of("CamelGeminiMessageId", bytes("ID:1")), () -> "1"))
                .isEqualTo(MessageReader.key(Map.of("CamelGeminiMessageId", "ID:1"), () -> "2"))
                .isNotEqualTo(MessageReader.key(Map.of("JMSMessageID", "ID:1"), () -> "1"))
                .matches("[0-9a-f]{64}");
        assertThat(MessageReader.key(Map.of(), () -> "1"))
                .isNotEqualTo(MessageReader.key(Map.of(), () -> "2"));
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
