package io.github.geminiroutes.message;

import jakarta.jms.JMSException;
import org.apache.camel.component.jms.DefaultJmsMessageListenerContainer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.MessageListenerContainerFactory;
import org.springframework.jms.listener.AbstractJmsListeningContainer.SharedConnectionNotInitializedException;
import org.springframework.jms.listener.AbstractMessageListenerContainer;

/**
 * Makes the containers of JMS consumers. A message that the provider's client itself cannot read
 * fails where it is received, before anybody sees it. Spring takes that for a lost connection, and
 * closes the one that all consumers share: whatever the others have in work goes back to the
 * broker, again and again, until the broker gives the message up. Here the consumer that met it
 * starts again alone.
 */
public final class JmsContainers implements MessageListenerContainerFactory {

    @Override
    public AbstractMessageListenerContainer createMessageListenerContainer(JmsEndpoint endpoint) {
        return new Container(endpoint);
    }

    private static final class Container extends DefaultJmsMessageListenerContainer {

        /** Written and read under the container's lock of recoveries. */
        private boolean isOfMessage;

        Container(JmsEndpoint endpoint) {
            super(endpoint);
        }

        /**
         * JMS tells of a lost connection by its checked exception, and Spring of one that is not
         * there.
         */
        @Override
        protected void handleListenerSetupFailure(Throwable error, boolean isRecovered) {
            if (!isRecovered) {
                isOfMessage =
                        !(error instanceof JMSException
                                || error instanceof SharedConnectionNotInitializedException);
            }
            super.handleListenerSetupFailure(error, isRecovered);
        }

        @Override
        protected void recoverAfterListenerSetupFailure() {
            if (!isOfMessage) {
                super.recoverAfterListenerSetupFailure();
            }
        }
    }
}
