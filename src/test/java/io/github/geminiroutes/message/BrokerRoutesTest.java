package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.Endpoint;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.component.kafka.PollOnError;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Endpoints as Camel makes them of the route files; nothing is connected. */
class BrokerRoutesTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Properties settings = new Properties();

    @AfterEach
    void close() throws java.io.IOException {
        camel.close();
    }

    private Endpoint load(String route) throws Exception {
        settings.setProperty("gemini.messages.consumers", "7");
        settings.setProperty("gemini.messages.reply-to", "kafka:replies?brokers=127.0.0.1:1");
        settings.setProperty("gemini.messages.dead-letter", "jms:queue:dead");
        camel.getPropertiesComponent().setInitialProperties(settings);
        camel.getRegistry().bind("broker", new ActiveMQConnectionFactory("tcp://127.0.0.1:1"));
        camel.setAutoStartup(false);
        for (String file : new String[] {"gemini-messages", route}) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(
                            PluginHelper.getResourceLoader(camel)
                                    .resolveResource(
                                            "file:"
                                                    + Path.of("routes", file + ".camel.yaml")
                                                            .toAbsolutePath()));
        }
        camel.getRouteDefinitions().removeIf(definition -> !definition.getRouteId().equals(route));
        camel.start();
        return camel.getRoute(route).getEndpoint();
    }

    private KafkaConfiguration kafka(String uri) {
        return camel.getEndpoint(uri, KafkaEndpoint.class).getConfiguration();
    }

    @Test
    void kafkaCommitsWhatIsAnswered() throws Exception {
        settings.setProperty("gemini.messages.kafka.topic", "prompts");
        settings.setProperty("camel.component.kafka.brokers", "127.0.0.1:1");
        KafkaConfiguration prompts =
                ((KafkaEndpoint) load("gemini-messages-kafka")).getConfiguration();

        assertThat(prompts.getTopic()).isEqualTo("prompts");
        assertThat(prompts.isAutoCommitEnable()).isFalse();
        assertThat(prompts.isAllowManualCommit()).isTrue();
        assertThat(prompts.isBreakOnFirstError()).isTrue();
        assertThat(prompts.isBatching()).isFalse();
        assertThat(prompts.getGroupId()).isEqualTo("gemini-routes");
        assertThat(prompts.getAutoOffsetReset()).isEqualTo("earliest");
        assertThat(prompts.getIsolationLevel()).isEqualTo("read_committed");
        assertThat(prompts.getMaxPollRecords()).isEqualTo(1);
        assertThat(prompts.getPollOnError()).as("Camel's would skip").isEqualTo(PollOnError.RETRY);
        assertThat(prompts.getConsumersCount()).isEqualTo(7);
        assertThat(prompts.getHeaderFilterStrategy()).isInstanceOf(MessageHeaderFilter.class);
        MessageProcessor messages = MessageProcessor.of(camel);
        assertThat(kafka(messages.replyEndpoint()).getValueSerializer())
                .endsWith("ByteArraySerializer");
        assertThat(kafka(messages.replyEndpoint()).getHeaderFilterStrategy())
                .isInstanceOf(MessageHeaderFilter.class);
        assertThat(kafka("kafka:of-the-host?brokers=127.0.0.1:1").isAutoCommitEnable())
                .as("an endpoint of the host")
                .isTrue();
    }

    @Test
    void jmsAcknowledgesWhatIsAnswered() throws Exception {
        settings.setProperty("gemini.messages.jms.destination", "queue:prompts");
        JmsEndpoint prompts = (JmsEndpoint) load("gemini-messages-jms");

        assertThat(prompts.getDestinationName()).isEqualTo("prompts");
        assertThat(prompts.getConfiguration().getAcknowledgementModeName())
                .isEqualTo("CLIENT_ACKNOWLEDGE");
        assertThat(prompts.isDisableReplyTo()).isTrue();
        assertThat(prompts.isAsyncConsumer()).isFalse();
        assertThat(prompts.isTransacted()).isFalse();
        assertThat(prompts.getConcurrentConsumers()).isEqualTo(7);
        assertThat(prompts.getHeaderFilterStrategy()).isInstanceOf(MessageHeaderFilter.class);
        JmsEndpoint host = camel.getEndpoint("jms:queue:of-the-host", JmsEndpoint.class);
        assertThat(host.getHeaderFilterStrategy()).isNotInstanceOf(MessageHeaderFilter.class);
        assertThat(host.getConfiguration().getAcknowledgementModeName()).isNull();
    }

    @Test
    void anEndpointKeepsWhatItsUriSays() {
        camel.start();

        assertThat(ReplyEndpoint.complete(camel, "kafka:replies?valueSerializer=mine&x=y"))
                .contains("valueSerializer=mine")
                .doesNotContain("valueSerializer=org");
        assertThat(ReplyEndpoint.complete(camel, "jms:queue:dead?headerFilterStrategy=#mine"))
                .isEqualTo("jms:queue:dead?headerFilterStrategy=#mine");
        assertThat(ReplyEndpoint.complete(camel, "jms:queue:dead"))
                .isEqualTo("jms:queue:dead?headerFilterStrategy=#gemini-message-headers");
        assertThat(ReplyEndpoint.complete(camel, "direct:replies")).isEqualTo("direct:replies");
    }
}
