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
 *
 * <p>A broker may end the session of the consumer for such a message. Only that session begins anew
 * then: the first time at once, and after the container's recovery interval where it ends again
 * before it has received anything.
 *
 * <p>A message that waits after an attempt in vain keeps its consumer. Another takes its place, so
 * that a model that fails does not hold up the messages of others.
 */
public final class JmsContainers implements MessageListenerContainerFactory {

    private static final Logger LOG = LoggerFactory.getLogger(JmsContainers.class);

    /** A broker that never gives a message up must not keep a processor busy. */
    private static final long PAUSE_MILLIS = 100;

    /** For each consumer, so many messages at most give way to others. */
    private static final int FURTHER = 3;

    private static final long LOG_EACH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final String UNREADABLE =
            "A message cannot be read by the client of its broker, and goes back to it";

    private static final String SESSION_ENDED =
            "The broker has ended the session of a consumer, which begins another, as where its"
                    + " client could not read a message";

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

    /** A consumer has failed while it received, and not while it was set up. */
    private static final class ReceiveException extends JMSException {

        private static final long serialVersionUID = 1L;

        ReceiveException(JMSException cause) {
            super(cause.toString());
            initCause(cause);
        }
    }

    static final class Container extends DefaultJmsMessageListenerContainer {

        /** Whether the failure that is handled leaves the connection of all as it is. */
        private boolean isConnectionKept;

        private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - LOG_EACH_NANOS);

        /** How many messages give way to others. */
        private int givingWay;

        Container(JmsEndpoint endpoint) {
            super(endpoint);
        }

        /**
         * One message more gives way, or one less: another consumer takes its place, and a consumer
         * ends once it is idle. A topic would give each consumer a copy of every message.
         */
        void addGivingWay(int more) {
            if (isPubSubDomain()) {
                return;
            }
            lifecycleLock.lock();
            try {
                givingWay += more;
                int consumers = getConcurrentConsumers();
                int most = Math.min(FURTHER * consumers, MessageMemory.OF_PROCESS.smallOnes());
                setMaxConcurrentConsumers(consumers + Math.min(givingWay, most));
            } finally {
                lifecycleLock.unlock();
            }
            if (more > 0) {
                scheduleNewInvokerIfAppropriate();
            }
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
            } catch (JMSException e) {
                if (session == null) {
                    throw e;
                }
                throw new ReceiveException(e);
            } catch (RuntimeException | OutOfMemoryError e) {
                // A length that is no length may ask for all memory.
                if (session == null) {
                    throw e;
                }
                tell(UNREADABLE, e);
                session.recover();
                pause();
                return false;
            }
        }

        /** Spring has closed the session of the consumer; the broker counts that as an attempt. */
        @Override
        protected void handleListenerSetupFailure(Throwable error, boolean alreadyRecovered) {
            boolean isReceiving = error instanceof ReceiveException;
            Throwable cause = isReceiving ? error.getCause() : error;
            boolean isMessages = isOfMessage(cause);
            boolean isKept = isMessages || isReceiving && !alreadyRecovered && isConnectionUp();
            if (!alreadyRecovered) {
                isConnectionKept = isKept;
            }
            if (isKept) {
                tell(isMessages ? UNREADABLE : SESSION_ENDED, cause);
            } else {
                super.handleListenerSetupFailure(cause, alreadyRecovered);
            }
        }

        /**
         * Where this is wrong, the next session cannot be set up, and the connection is replaced.
         */
        private boolean isConnectionUp() {
            try (Session session = createSession(getSharedConnection())) {
                return session != null;
            } catch (JMSException | RuntimeException e) {
                LOG.debug("The connection of the consumers is lost", e);
                return false;
            }
        }

        /** Called after the former, under Spring's lock: it closes the connection of all. */
        @Override
        protected void recoverAfterListenerSetupFailure() {
            if (!isConnectionKept) {
                super.recoverAfterListenerSetupFailure();
            }
        }

        private void tell(String what, Throwable error) {
            long now = System.nanoTime();
            long last = toldAt.get();
            if (now - last >= LOG_EACH_NANOS && toldAt.compareAndSet(last, now)) {
                LOG.warn("{}: {}", what, SingleLine.of(error.toString()));
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
