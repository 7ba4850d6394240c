package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the program takes messages from, in today's settings and in the one of before. */
class MessageSourceTest {

    private static Settings settings(String... own) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < own.length; i += 2) {
            values.put(own[i], own[i + 1]);
        }
        return MessageSource.of(Settings.of(Installation.ofProgram(), "test", values));
    }

    private static Settings from(String uri) {
        return settings("gemini.messages.from", uri);
    }

    @Test
    void withoutASourceNoRouteIsChosen() {
        assertThat(MessageSource.routes(settings())).isEmpty();
    }

    @Test
    void theSourceChoosesTheRouteFile() {
        assertThat(MessageSource.routes(settings("gemini.messages.kafka.topic", "prompts")))
                .containsExactly(
                        "gemini-messages", "gemini-messages-kafka", "gemini-message-outcome");
        assertThat(
                        MessageSource.routes(
                                settings("gemini.messages.jms.destination", "queue:prompts")))
                .containsExactly(
                        "gemini-messages", "gemini-messages-jms", "gemini-message-outcome");
    }

    @Test
    void anEndpointOfKafkaBecomesItsSettings() {
        Settings settings =
                from("kafka:prompts?groupId=mine&consumersCount=3&sessionTimeoutMs=3000");

        assertThat(settings.text("gemini.messages.kafka.topic")).isEqualTo("prompts");
        assertThat(settings.text("gemini.messages.kafka.group-id")).isEqualTo("mine");
        assertThat(settings.text("gemini.messages.consumers")).isEqualTo("3");
        assertThat(settings.all()).containsEntry("camel.component.kafka.sessionTimeoutMs", "3000");
    }

    @Test
    void aPollOfKafkaThatFailsIsFollowedByAPause() {
        String name = "camel.component.kafka.pollExceptionStrategy";
        String dashed = "camel.component.kafka.poll-exception-strategy";

        assertThat(from("kafka:prompts").text(name)).endsWith("KafkaPollPause");
        assertThat(settings("gemini.messages.kafka.topic", "prompts").text(name))
                .endsWith("KafkaPollPause");
        assertThat(settings("gemini.messages.kafka.topic", "prompts", dashed, "#bean:mine").all())
                .doesNotContainKey(name);
        assertThat(settings().all()).doesNotContainKey(name);
    }

    @Test
    void anEndpointOfAmqpBecomesItsSettings() {
        Settings settings = from("amqp:queue:prompts?concurrentConsumers=3&disableReplyTo=true");

        assertThat(settings.text("gemini.messages.jms.component")).isEqualTo("amqp");
        assertThat(settings.text("gemini.messages.jms.destination")).isEqualTo("queue:prompts");
        assertThat(settings.text("gemini.messages.jms.reply-to-sender")).isEqualTo("false");
        assertThat(settings.text("gemini.messages.consumers")).isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource({
        "kafka:prompts?autoCommitEnable=true, autoCommitEnable=true",
        "kafka:prompts?batching=true, batching=true",
        "kafka:prompts?pollOnError=ERROR_HANDLER, pollOnError=ERROR_HANDLER",
        "kafka:prompts?pollOnError=DISCARD, pollOnError=DISCARD",
        "jms:queue:prompts?asyncConsumer=true, asyncConsumer=true",
        "jms:queue:prompts?transacted=true, transacted=true",
        "jms:queue:prompts?acknowledgementModeName=AUTO_ACKNOWLEDGE, acknowledgementModeName=AUTO",
    })
    void whatWouldLoseMessagesIsRefused(String uri, String named) {
        assertThatThrownBy(() -> from(uri))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("gemini.messages.from=")
                .hasMessageContaining(named)
                .hasMessageContaining("leave it out");
    }

    @Test
    void whatTheRouteFileSetsIsRefused() {
        assertThatThrownBy(() -> from("kafka:prompts?maxPollRecords=10"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("maxPollRecords=10 is set by the route file");
    }

    @Test
    void anotherBrokerWantsARouteOfItsOwn() {
        assertThatThrownBy(() -> from("spring-rabbitmq:prompts"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("direct:gemini-message");
    }

    @ParameterizedTest
    @CsvSource({
        "gemini.messages.reply-to, kafka:prompts",
        "gemini.messages.dead-letter, kafka://prompts?acks=all",
        "gemini.events.to, kafka:{{gemini.messages.kafka.topic}}"
    })
    void whatIsSentDoesNotComeBackAsAPrompt(String setting, String endpoint) {
        Map<String, String> values =
                new HashMap<>(
                        Map.of(
                                "gemini.messages.kafka.topic", "prompts",
                                "gemini.messages.reply-to", "kafka:answers",
                                "gemini.messages.dead-letter", "kafka:prompts?brokers=other:9092"));
        MessageSource.requireUsable(Settings.of(Installation.ofProgram(), "test", values));
        values.put(setting, endpoint);
        Settings mixed = Settings.of(Installation.ofProgram(), "test", values);

        assertThatThrownBy(() -> MessageSource.requireUsable(mixed))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(setting + "=")
                .hasMessageContaining("must not be where messages are taken from");
    }

    @Test
    void oneSourceIsEnough() {
        Settings both =
                settings(
                        "gemini.messages.kafka.topic", "prompts",
                        "gemini.messages.jms.destination", "queue:prompts");

        assertThatThrownBy(() -> MessageSource.requireUsable(both))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("must be empty if gemini.messages.kafka.topic is set");
    }
}
