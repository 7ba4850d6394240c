package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;

class JmsContainersTest {

    private static JMSException linked(Exception cause) {
        JMSException error = new JMSException("Cannot decode String in UTF-8");
        error.setLinkedException(cause);
        return error;
    }

    /** Of such a one the connection, which all consumers share, is not closed. */
    @Test
    void aTextThatIsNoTextIsTheMessagesFault() {
        assertThat(JmsContainers.isOfMessage(linked(new MalformedInputException(1)))).isTrue();
        assertThat(JmsContainers.isOfMessage(new MessageFormatException("no"))).isTrue();
    }

    @Test
    void aLostConnectionIsNot() {
        assertThat(JmsContainers.isOfMessage(linked(new IOException("reset")))).isFalse();
        assertThat(JmsContainers.isOfMessage(new IllegalStateException("closed"))).isFalse();
        assertThat(JmsContainers.isOfMessage(new RuntimeException())).isFalse();
    }

    /** A session that its broker ends leaves Qpid's client waiting, and the consumer with it. */
    @Test
    void aClientThatWouldWaitWithoutEndIsBounded() throws java.io.IOException {
        JmsConnectionFactory factory = new JmsConnectionFactory("amqp://127.0.0.1:1");
        JmsConnectionFactory set =
                new JmsConnectionFactory(
                        "amqp://127.0.0.1:1?jms.sendTimeout=5000&jms.closeTimeout=10000");
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("broker", factory);
            camel.getRegistry().bind("other", set);
            camel.addComponent("jms", JmsComponent.jmsComponent(factory));

            new JmsContainers()
                    .createMessageListenerContainer(
                            camel.getEndpoint("jms:queue:prompts", JmsEndpoint.class));
        }

        assertThat(factory.getRequestTimeout()).isEqualTo(30_000);
        assertThat(factory.getSendTimeout()).isEqualTo(30_000);
        assertThat(factory.getCloseTimeout()).isEqualTo(3_000);
        assertThat(set.getSendTimeout()).isEqualTo(5_000);
        assertThat(set.getCloseTimeout()).isEqualTo(10_000);
    }
}
