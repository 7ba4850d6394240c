package io.github.geminiroutes.message;

import jakarta.jms.ConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.spi.BeanIntrospection;
import org.apache.camel.support.PluginHelper;

/**
 * The connection for a reply that its broker has refused once. A broker may close a connection for
 * the address of one sender, and the replies of all others that share it fail, too. On a connection
 * of its own a reply fails only for its own fault, and counts towards its end with right. To be
 * used only where the broker speaks JMS, as its classes are optional.
 */
final class SenderConnection {

    private static final String NAME = "gemini-sender-connection";

    private static final String OPTION = "connectionFactory";

    private SenderConnection() {}

    /** The endpoint for the reply of an exchange to its sender. */
    static String uri(Exchange exchange) {
        return uri(
                exchange.getContext(),
                exchange.getFromEndpoint(),
                InFlightMessage.of(exchange).failedSends());
    }

    /**
     * The endpoint for a reply to its sender.
     *
     * @param from where the message was taken from: its broker has the sender's destination
     * @param failedSends how often the broker refused the reply, in a row
     */
    static String uri(CamelContext context, Endpoint from, int failedSends) {
        String uri = from.getEndpointUri();
        if (failedSends == 0 || uri.contains(OPTION) || !(from instanceof JmsEndpoint jms)) {
            return uri;
        }
        ConnectionFactory own =
                unpooled(
                        PluginHelper.getBeanIntrospection(context),
                        jms.getConfiguration().getOrCreateTemplateConnectionFactory());
        if (own == null) {
            return uri;
        }
        if (context.getRegistry().lookupByName(NAME) != own) {
            context.getRegistry().bind(NAME, own);
        }
        return uri + (uri.contains("?") ? '&' : '?') + OPTION + "=#" + NAME;
    }

    /** What a pool of pooled-jms, or one of Spring, takes its connections from; null if none is. */
    private static ConnectionFactory unpooled(BeanIntrospection beans, ConnectionFactory factory) {
        for (String name : new String[] {OPTION, "targetConnectionFactory"}) {
            if (beans.getOrElseProperty(factory, name, null, false)
                    instanceof ConnectionFactory within) {
                return within;
            }
        }
        return null;
    }
}
