package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many consumers a queue has that always holds another message. */
@Timeout(60)
class JmsContainerSizeTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final AtomicInteger taken = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ConnectionFactory factory =
            fake(ConnectionFactory.class, (proxy, method, arguments) -> made(method, connection()));
    private volatile int onQueue = Integer.MAX_VALUE;

    private static <T> T fake(Class<T> type, InvocationHandler calls) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }

    /** Of all that JMS has, each kind of object makes the next one. */
    private static Object made(Method method, Object next) {
        Class<?> type = method.getReturnType();
        if (next != null && type.isInstance(next)) {
            return next;
        }
        return type == boolean.class ? Boolean.FALSE : type == int.class ? (Object) 0 : null;
    }

    private Connection connection() {
        Session session =
                fake(
                        Session.class,
                        (proxy, method, arguments) ->
                                method.getName().equals("createQueue")
                                        ? fake(Queue.class, (queue, call, none) -> null)
                                        : made(method, consumer()));
        return fake(Connection.class, (proxy, method, arguments) -> made(method, session));
    }

    private MessageConsumer consumer() {
        Message message = fake(Message.class, (proxy, method, arguments) -> made(method, null));
        return fake(
                MessageConsumer.class,
                (proxy, method, arguments) -> made(method, isTaken() ? message : null));
    }

    private synchronized boolean isTaken() {
        return taken.get() < onQueue && end.getCount() > 0;
    }

    private JmsContainers.Container start(String uri) {
        JmsContainers.Container container =
                (JmsContainers.Container)
                        new JmsContainers()
                                .createMessageListenerContainer(
                                        camel.getEndpoint(uri, JmsEndpoint.class));
        container.setConnectionFactory(factory);
        container.setDestinationName("prompts");
        container.setConcurrentConsumers(2);
        container.setMessageListener(
                (MessageListener)
                        message -> {
                            taken.incrementAndGet();
                            try {
                                end.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        container.afterPropertiesSet();
        container.start();
        await().untilAsserted(() -> assertThat(taken).hasValue(2));
        return container;
    }

    @BeforeEach
    void startCamel() {
        camel.addComponent("jms", JmsComponent.jmsComponent(factory));
        camel.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        camel.stop();
    }

    @Test
    void aMessageThatGivesWayHasAnotherTakenInItsPlace() {
        JmsContainers.Container container = start("jms:queue:prompts");
        GroupMembership message = new JmsMembership(container);

        message.giveWay();
        message.giveWay();

        await().untilAsserted(() -> assertThat(taken).hasValue(3));
        assertThat(container.getScheduledConsumerCount()).isEqualTo(3);
        message.endGivingWay();
        message.endGivingWay();
        end.countDown();
        await().untilAsserted(() -> assertThat(container.getScheduledConsumerCount()).isEqualTo(2));
        container.shutdown();
    }

    /** Each keeps a thread, a session and a message in memory. */
    @Test
    void atMostFourTimesTheConsumersTakeMessages() {
        JmsContainers.Container container = start("jms:queue:prompts");
        List<GroupMembership> messages = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            messages.add(new JmsMembership(container));
        }

        messages.forEach(GroupMembership::giveWay);

        await().untilAsserted(() -> assertThat(taken).hasValue(8));
        assertThat(container.getMaxConcurrentConsumers()).isEqualTo(8);
        messages.subList(0, 5).forEach(GroupMembership::endGivingWay);
        assertThat(container.getMaxConcurrentConsumers()).isEqualTo(7);
        end.countDown();
        container.shutdown();
    }

    /** Each consumer of a topic gets a copy of every message. */
    @Test
    void aTopicHasTheConsumersOfItsSettingOnly() {
        JmsContainers.Container container = start("jms:queue:prompts");
        container.setPubSubDomain(true);

        new JmsMembership(container).giveWay();

        assertThat(container.getMaxConcurrentConsumers()).isEqualTo(2);
        end.countDown();
        container.shutdown();
    }
}
