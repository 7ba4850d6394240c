package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** Two consumers of a connection, one of whose sessions its broker ends. */
class JmsSessionEndTest {

    private final BlockingQueue<JMSException> failures = new LinkedBlockingQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger consumers = new AtomicInteger();
    private volatile int lost;

    private static <T> T fake(Class<T> type, InvocationHandler calls) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }

    /** What a method of a fake returns that has nothing to do. */
    private static Object nothing(Class<?> type) {
        return type == boolean.class ? Boolean.FALSE : type == int.class ? (Object) 0 : null;
    }

    private Connection connection() {
        int number = connections.incrementAndGet();
        return fake(
                Connection.class,
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "createSession":
                            if (number <= lost) {
                                throw new IllegalStateException("The connection is lost");
                            }
                            return session();
                        case "close":
                            closed.incrementAndGet();
                            return null;
                        default:
                            return nothing(method.getReturnType());
                    }
                });
    }

    private Session session() {
        return fake(
                Session.class,
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "createQueue":
                            return fake(Queue.class, (queue, call, none) -> null);
                        case "createConsumer":
                            consumers.incrementAndGet();
                            return consumer();
                        default:
                            return nothing(method.getReturnType());
                    }
                });
    }

    private MessageConsumer consumer() {
        return fake(
                MessageConsumer.class,
                (proxy, method, arguments) ->
                        method.getReturnType() == Message.class
                                ? receive()
                                : nothing(method.getReturnType()));
    }

    private Message receive() throws JMSException, InterruptedException {
        JMSException failure = failures.poll(20, TimeUnit.MILLISECONDS);
        if (failure != null) {
            throw failure;
        }
        return null;
    }

    private void run(Runnable test) throws Exception {
        ConnectionFactory factory =
                fake(
                        ConnectionFactory.class,
                        (proxy, method, arguments) ->
                                method.getName().equals("createConnection")
                                        ? connection()
                                        : nothing(method.getReturnType()));
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addComponent("jms", JmsComponent.jmsComponent(factory));
            camel.start();
            AbstractMessageListenerContainer container =
                    new JmsContainers()
                            .createMessageListenerContainer(
                                    camel.getEndpoint("jms:queue:prompts", JmsEndpoint.class));
            container.setConnectionFactory(factory);
            container.setDestinationName("prompts");
            ((DefaultMessageListenerContainer) container).setConcurrentConsumers(2);
            container.afterPropertiesSet();
            container.start();
            try {
                await().untilAtomic(consumers, is(2));
                test.run();
            } finally {
                container.shutdown();
            }
        }
    }

    @Test
    void onlyTheSessionThatEndedBeginsAnew() throws Exception {
        run(
                () -> {
                    failures.add(new IllegalStateException("The Session was closed"));

                    await().untilAtomic(consumers, is(3));

                    assertThat(connections).hasValue(1);
                    assertThat(closed).hasValue(0);
                });
    }

    @Test
    void aConnectionThatIsLostIsReplaced() throws Exception {
        run(
                () -> {
                    lost = 1;
                    failures.add(new IllegalStateException("The Session was closed"));
                    failures.add(new IllegalStateException("The Session was closed"));

                    await().atMost(Duration.ofSeconds(20)).untilAtomic(consumers, is(4));

                    assertThat(connections).hasValue(2);
                    assertThat(closed).hasValue(1);
                });
    }
}
