package io.github.geminiroutes.message;

import io.github.geminiroutes.support.SingleLine;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.Session;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.component.jms.DefaultJmsMessageListenerContainer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.MessageListenerContainerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.transaction.TransactionStatus;

/**
 * Makes the containers of JMS consumers. A message that the provider's client itself cannot read
 * fails where it is received, before anybody sees it. Spring takes that for a lost connection: it
 * closes the one that all consumers share, whatever they have in work, and the message comes again
 * for ever, as a consumer that is closed does not count as an attempt. Here the message goes back
 * as one that failed, so that its broker gives it up.
 */
public final class JmsContainers implements MessageListenerContainerFactory {

    private static final Logger LOG = LoggerFactory.getLogger(JmsContainers.class);

    /** A broker that never gives a message up must not keep a processor busy. */
    private static final long PAUSE_MILLIS = 100;

    private static final long LOG_EACH_NANOS = TimeUnit.MINUTES.toNanos(1);

    @Override
    public AbstractMessageListenerContainer createMessageListenerContainer(JmsEndpoint endpoint) {
        JmsConnection.bound(endpoint.getCamelContext());
        return new Container(endpoint);
    }

    /** Whether the message that was received is at fault, such as a text that is not in UTF-8. */
    static boolean isOfMessage(Throwable error) {
        return error instanceof MessageFormatException
                || error instanceof JMSException told
                        && (told.getCause() instanceof CharacterCodingException
                                || told.getLinkedException() instanceof CharacterCodingException);
    }

    private static final class Container extends DefaultJmsMessageListenerContainer {

        private boolean isOfMessage;
        private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - LOG_EACH_NANOS);

        Container(JmsEndpoint endpoint) {
            super(endpoint);
        }

        /**
         * Receives and processes a message.
         *
         * @throws JMSException if the connection is lost: JMS tells it by its checked exception
         */
        @Override
        protected boolean doReceiveAndExecute(
                Object invoker, Session session, MessageConsumer consumer, TransactionStatus status)
                throws JMSException {
            try {
                return super.doReceiveAndExecute(invoker, session, consumer, status);
            } catch (RuntimeException | OutOfMemoryError e) {
                // A length that is no length may ask for all memory.
                if (session == null) {
                    throw e;
                }
                tell(e);
                session.recover();
                pause();
                return false;
            }
        }

        /** Spring has closed the session of the consumer; the broker counts that as an attempt. */
        @Override
        protected void handleListenerSetupFailure(Throwable error, boolean alreadyRecovered) {
            boolean isMessages = isOfMessage(error);
            if (!alreadyRecovered) {
                isOfMessage = isMessages;
            }
            if (isMessages) {
                tell(error);
            } else {
                super.handleListenerSetupFailure(error, alreadyRecovered);
            }
        }

        /** Called after the former, under Spring's lock: it closes the connection of all. */
        @Override
        protected void recoverAfterListenerSetupFailure() {
            if (!isOfMessage) {
                super.recoverAfterListenerSetupFailure();
            }
        }

        private void tell(Throwable error) {
            long now = System.nanoTime();
            long last = toldAt.get();
            if (now - last >= LOG_EACH_NANOS && toldAt.compareAndSet(last, now)) {
                LOG.warn(
                        "A message cannot be read by the client of its broker, and goes back to it:"
                                + " {}",
                        SingleLine.of(error.toString()));
            }
        }

        private static void pause() {
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
