package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.ConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.jms.connection.CachingConnectionFactory;

class SenderConnectionTest {

    private final ConnectionFactory broker = new JmsConnectionFactory("amqp://127.0.0.1:1");
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void close() throws java.io.IOException {
        camel.close();
    }

    private JmsEndpoint source(ConnectionFactory factory) {
        camel.addComponent("jms", JmsComponent.jmsComponent(factory));
        return camel.getEndpoint("jms:queue:prompts?concurrentConsumers=2", JmsEndpoint.class);
    }

    private ConnectionFactory used(String uri) {
        JmsEndpoint endpoint =
                camel.getEndpoint(ReplyEndpoint.complete(camel, uri), JmsEndpoint.class);
        return endpoint.getConfiguration().getOrCreateTemplateConnectionFactory();
    }

    private JmsPoolConnectionFactory pool() {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(broker);
        return pool;
    }

    @Test
    void aReplyGoesOverThePoolAtFirst() {
        JmsPoolConnectionFactory pool = pool();
        JmsEndpoint source = source(pool);

        assertThat(SenderConnection.uri(camel, source, 0)).isEqualTo(source.getEndpointUri());
    }

    /** Another's reply may have made the broker close the connection that all share. */
    @Test
    void aReplyThatFailedHasAConnectionOfItsOwn() {
        camel.getRegistry().bind("gemini-message-headers", new MessageHeaderFilter());

        assertThat(used(SenderConnection.uri(camel, source(pool()), 1))).isSameAs(broker);
    }

    @Test
    void soItHasWhereThePoolIsSprings() {
        camel.getRegistry().bind("gemini-message-headers", new MessageHeaderFilter());

        JmsEndpoint source = source(new CachingConnectionFactory(broker));

        assertThat(used(SenderConnection.uri(camel, source, 4))).isSameAs(broker);
    }

    @Test
    void withoutAPoolEachReplyHasItsOwnAnyhow() {
        JmsEndpoint source = source(broker);

        assertThat(SenderConnection.uri(camel, source, 1)).isEqualTo(source.getEndpointUri());
    }
}
