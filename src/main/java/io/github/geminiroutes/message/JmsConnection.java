package io.github.geminiroutes.message;

import org.apache.camel.Consumer;
import org.apache.camel.component.jms.JmsConsumer;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** The connection of a JMS consumer, which is tried again for ever and without a word. */
final class JmsConnection {

    private JmsConnection() {}

    /** Whether a consumer that was started has lost its broker and connects again. */
    static boolean isLost(Consumer consumer) {
        // One that is not started would make another container.
        return consumer instanceof JmsConsumer jms && jms.isStarted() && isRecovering(jms);
    }

    private static boolean isRecovering(JmsConsumer consumer) {
        try {
            return consumer.getListenerContainer()
                            instanceof DefaultMessageListenerContainer container
                    && container.isRecovering();
        } catch (Exception e) {
            throw new IllegalStateException("A consumer that was started has a container", e);
        }
    }
}
