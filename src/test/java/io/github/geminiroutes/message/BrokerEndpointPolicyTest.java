package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.SettingsException;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.component.kafka.PollOnError;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RoutePolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints as Camel makes them; nothing is connected. */
class BrokerEndpointPolicyTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final BrokerEndpointPolicy source = new BrokerEndpointPolicy();

    @AfterEach
    void close() throws java.io.IOException {
        camel.close();
    }

    private void init(String from) throws Exception {
        source.setConsumers(7);
        source.setReplyTo("kafka:replies?brokers=127.0.0.1:1");
        source.setDeadLetter("jms:queue:dead");
        camel.getRegistry().bind("broker", new ActiveMQConnectionFactory("tcp://127.0.0.1:1"));
        RoutePolicy policy = source;
        camel.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from(from).routePolicy(policy).autoStartup(false).stop();
                    }
                });
        camel.build();
        camel.init();
    }

    private KafkaConfiguration kafka(String uri) {
        return camel.getEndpoint(uri, KafkaEndpoint.class).getConfiguration();
    }

    @Test
    void kafkaCommitsWhatIsAnswered() throws Exception {
        String uri = "kafka:prompts?brokers=127.0.0.1:1";
        init(uri);

        KafkaConfiguration prompts = kafka(uri);
        assertThat(prompts.isAutoCommitEnable()).isFalse();
        assertThat(prompts.isAllowManualCommit()).isTrue();
        assertThat(prompts.isBreakOnFirstError()).isTrue();
        assertThat(prompts.getGroupId()).isEqualTo("gemini-routes");
        assertThat(prompts.getAutoOffsetReset()).isEqualTo("earliest");
        assertThat(prompts.getMaxPollRecords()).isEqualTo(1);
        assertThat(prompts.getPollOnError()).as("Camel's would skip").isEqualTo(PollOnError.RETRY);
        assertThat(prompts.getConsumersCount()).isEqualTo(7);
        assertThat(prompts.getHeaderFilterStrategy()).isInstanceOf(MessageHeaderFilter.class);
        assertThat(kafka("kafka:replies?brokers=127.0.0.1:1").getValueSerializer())
                .endsWith("ByteArraySerializer");
        assertThat(kafka("kafka:of-the-host?brokers=127.0.0.1:1").isAutoCommitEnable())
                .as("an endpoint of the host")
                .isTrue();
    }

    @Test
    void jmsAcknowledgesWhatIsAnswered() throws Exception {
        init("jms:queue:prompts");

        JmsEndpoint prompts = camel.getEndpoint("jms:queue:prompts", JmsEndpoint.class);
        assertThat(prompts.getConfiguration().getAcknowledgementModeName())
                .isEqualTo("CLIENT_ACKNOWLEDGE");
        assertThat(prompts.isDisableReplyTo()).isTrue();
        assertThat(prompts.getConcurrentConsumers()).isEqualTo(7);
        assertThat(prompts.getHeaderFilterStrategy()).isInstanceOf(MessageHeaderFilter.class);
        JmsEndpoint host = camel.getEndpoint("jms:queue:of-the-host", JmsEndpoint.class);
        assertThat(host.getHeaderFilterStrategy()).isNotInstanceOf(MessageHeaderFilter.class);
        assertThat(host.getConfiguration().getAcknowledgementModeName()).isNull();
    }

    @Test
    void whatTheUriSaysStays() throws Exception {
        String uri =
                "kafka:prompts?brokers=127.0.0.1:1&groupId=mine&consumersCount=1"
                        + "&pollOnError=RECONNECT";
        init(uri);

        assertThat(kafka(uri).getGroupId()).isEqualTo("mine");
        assertThat(kafka(uri).getConsumersCount()).isEqualTo(1);
        assertThat(kafka(uri).getPollOnError()).isEqualTo(PollOnError.RECONNECT);
    }

    @ParameterizedTest
    @CsvSource({
        "kafka:prompts?brokers=127.0.0.1:1&autoCommitEnable=true, autoCommitEnable=true",
        "kafka:prompts?brokers=127.0.0.1:1&batching=true, batching=true",
        "kafka:prompts?brokers=127.0.0.1:1&pollOnError=ERROR_HANDLER, pollOnError=ERROR_HANDLER",
        "kafka:prompts?brokers=127.0.0.1:1&pollOnError=DISCARD, pollOnError=DISCARD",
        "jms:queue:prompts?asyncConsumer=true, asyncConsumer=true",
        "jms:queue:prompts?transacted=true, transacted=true",
        "jms:queue:prompts?acknowledgementModeName=AUTO_ACKNOWLEDGE, acknowledgementModeName=AUTO",
    })
    void whatWouldLoseMessagesIsRefused(String uri, String named) {
        assertThatThrownBy(() -> init(uri))
                .hasRootCauseInstanceOf(SettingsException.class)
                .rootCause()
                .hasMessageStartingWith("gemini.messages.from=")
                .hasMessageContaining(named)
                .hasMessageContaining("leave it out");
    }

    @Test
    void anotherComponentIsLeftAsItIs() throws Exception {
        source.setReplyTo("");
        init("direct:prompts");

        assertThat(camel.getEndpoint("direct:prompts")).isNotNull();
    }
}
