package io.github.geminiroutes.message;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.Queue;
import jakarta.jms.StreamMessage;
import jakarta.jms.Topic;
import java.util.StringJoiner;
import org.apache.camel.Endpoint;
import org.apache.camel.Message;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.spi.BeanIntrospection;
import org.apache.camel.support.PluginHelper;

/** What only JMS has; to be used only where a message came by it, as its classes are optional. */
final class JmsParts {

    private static final int MOST_ITEMS = 100_000;

    private JmsParts() {}

    /**
     * The items of a stream message, one line each; null for every other message, and where an item
     * cannot be read.
     */
    static String stream(Message message) {
        if (!(message instanceof JmsMessage jms)
                || !(jms.getJmsMessage() instanceof StreamMessage stream)) {
            return null;
        }
        StringJoiner lines = new StringJoiner("\n");
        try {
            stream.reset();
            for (int item = 0; item < MOST_ITEMS; item++) {
                lines.add(MessageReader.text(stream.readObject()));
            }
        } catch (MessageEOFException e) {
            return lines.toString();
        } catch (JMSException e) {
            return null;
        }
        return null;
    }

    /**
     * The number that Artemis gives a message of its own, as its client tells it beside JMS; null
     * for every other client. It stays when the message comes again.
     */
    static Long number(Message message) {
        if (!(message instanceof JmsMessage jms)) {
            return null;
        }
        BeanIntrospection beans =
                PluginHelper.getBeanIntrospection(message.getExchange().getContext());
        Object core = beans.getOrElseProperty(jms.getJmsMessage(), "coreMessage", null, false);
        return core != null
                        && beans.getOrElseProperty(core, "messageID", null, false)
                                instanceof Long number
                ? number
                : null;
    }

    /**
     * How many bytes the body of a bytes message has, of which nothing is in memory yet where the
     * provider streams it; -1 for every other message.
     */
    static long length(Message message) {
        try {
            return message instanceof JmsMessage jms
                            && jms.getJmsMessage() instanceof BytesMessage bytes
                    ? bytes.getBodyLength()
                    : -1;
        } catch (JMSException e) {
            return -1;
        }
    }

    /**
     * The name of the queue or topic that an endpoint reads, which its URI has with escapes.
     *
     * @param uri of the endpoint, for one that is not Camel's own
     */
    static String source(Endpoint from, String uri) {
        return from instanceof JmsEndpoint jms
                ? jms.getDestinationName()
                : uri.substring(uri.indexOf(':') + 1);
    }

    /** The name of a queue or topic; the destination's own text where it is neither. */
    static String name(Object destination) {
        try {
            if (destination instanceof Queue queue) {
                return queue.getQueueName();
            }
            if (destination instanceof Topic topic) {
                return topic.getTopicName();
            }
        } catch (JMSException e) {
            return "";
        }
        return destination instanceof Destination ? "" : String.valueOf(destination);
    }
}
