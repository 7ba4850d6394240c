package io.github.geminiroutes.message;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.spi.BeanIntrospection;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/**
 * The connection to a JMS broker. That of a consumer is tried again for ever and without a word. To
 * be used only where the broker speaks JMS, as its classes are optional.
 */
final class JmsConnection {

    private static final Logger LOG = LoggerFactory.getLogger(JmsConnection.class);

    /** The options of Qpid's client, by their property. */
    private static final List<String> TIMEOUTS = List.of("requestTimeout", "sendTimeout");

    private static final long TIMEOUT_MILLIS = 30_000;

    /** Qpid's own is a minute, in which no consumer takes anything. */
    private static final String CLOSE_TIMEOUT = "closeTimeout";

    private static final long USUAL_CLOSE_MILLIS = 60_000;

    private static final long CLOSE_MILLIS = 3_000;

    private JmsConnection() {}

    /**
     * Bounds what a client waits for without end where nothing else is set: a broker that ends the
     * session within leaves it waiting, and the consumer with it. A session that its broker has
     * ended does not answer when it is closed, either.
     */
    static void bound(CamelContext context) {
        BeanIntrospection beans = PluginHelper.getBeanIntrospection(context);
        for (ConnectionFactory factory :
                context.getRegistry().findByType(ConnectionFactory.class)) {
            for (String name : TIMEOUTS) {
                if (beans.getOrElseProperty(factory, name, null, false) instanceof Long timeout
                        && timeout < 0) {
                    set(context, beans, factory, name, TIMEOUT_MILLIS);
                }
            }
            if (beans.getOrElseProperty(factory, CLOSE_TIMEOUT, null, false) instanceof Long timeout
                    && timeout == USUAL_CLOSE_MILLIS) {
                set(context, beans, factory, CLOSE_TIMEOUT, CLOSE_MILLIS);
            }
        }
    }

    private static void set(
            CamelContext context,
            BeanIntrospection beans,
            ConnectionFactory factory,
            String name,
            long millis) {
        try {
            beans.setProperty(context, factory, name, millis);
        } catch (Exception e) {
            throw new IllegalStateException(name + " can be read and not be set", e);
        }
    }

    /** Whether the broker of an endpoint takes a connection now. */
    static boolean isUp(Endpoint endpoint) {
        if (!(endpoint instanceof JmsEndpoint jms)) {
            return false;
        }
        ConnectionFactory factory = jms.getConfiguration().getOrCreateTemplateConnectionFactory();
        // The first of a pool may be the one that was just lost.
        return factory != null && (isOpened(factory) || isOpened(factory));
    }

    private static boolean isOpened(ConnectionFactory factory) {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            return session != null;
        } catch (JMSException e) {
            LOG.debug("The broker takes no connection", e);
            return false;
        }
    }

    /** Whether a consumer that was started has lost its broker and connects again. */
    static boolean isLost(Consumer consumer) {
        return container(consumer) instanceof DefaultMessageListenerContainer container
                && container.isRecovering();
    }

    /** The container of a consumer that was started; null for any other. */
    static AbstractMessageListenerContainer container(Consumer consumer) {
        // One that is not started would make another container.
        if (!(consumer instanceof JmsConsumer jms) || !jms.isStarted()) {
            return null;
        }
        try {
            return jms.getListenerContainer();
        } catch (Exception e) {
            throw new IllegalStateException("A consumer that was started has a container", e);
        }
    }
}
