package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.api.core.ActiveMQNotConnectedException;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplyHealthTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final AtomicLong nanos = new AtomicLong();
    private final ReplyHealth health = new ReplyHealth(nanos::get);

    @AfterEach
    void close() throws java.io.IOException {
        camel.close();
    }

    private Exchange exchange(MessageOutcome outcome) {
        return exchangeTo(outcome == MessageOutcome.ANSWERED_TO_SENDER ? "sender" : null);
    }

    private Exchange exchangeTo(Object sender) {
        Exchange exchange = new DefaultExchange(camel);
        InFlightMessage message =
                new InFlightMessage(
                        new ReceivedMessage(
                                null, null, Map.of(), Map.of(), Map.of(), null, null, sender, null,
                                null),
                        "key",
                        false,
                        GroupMembership.NONE);
        message.answer();
        exchange.setProperty(InFlightMessage.PROPERTY, message);
        return exchange;
    }

    private boolean isSentAgain(Exchange exchange, Exception error) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, error);
        health.process(exchange);
        return InFlightMessage.of(exchange).isToBeSentAgain();
    }

    private void end(Exchange exchange) {
        health.end(InFlightMessage.of(exchange), true);
    }

    /** Whether a reply of an HTTP endpoint that failed for the time being is kept. */
    private boolean isKept(Exchange exchange, Exception error) {
        exchange.setProperty(Exchange.TO_ENDPOINT, "http://127.0.0.1:1/answers");
        isSentAgain(exchange, error);
        return health.isKept(exchange);
    }

    private int attempts(Exchange exchange, Exception error) {
        int attempts = 1;
        while (isKept(exchange, error)) {
            attempts++;
        }
        return attempts;
    }

    /** As some do for headers, or a body, that are too large for them. */
    @Test
    void aReplyThatAnHttpEndpointDropsIsGivenUpWhereItTakesOthers() {
        Exception reset = wrapped(new SocketException("Connection reset"));
        Exchange one = exchange(MessageOutcome.ANSWERED);

        assertThat(isKept(one, reset)).isTrue();
        end(exchange(MessageOutcome.ANSWERED));

        assertThat(attempts(one, reset)).isEqualTo(4);
    }

    /** Ten minutes, at five seconds each: all consumers may wait for such replies. */
    @Test
    void itIsKeptLongerWhereNoOtherGoesOut() {
        Exception reset = wrapped(new NoHttpResponseException("127.0.0.1:1 failed to respond"));

        assertThat(attempts(exchange(MessageOutcome.ANSWERED), reset)).isEqualTo(120);
    }

    @Test
    void aReplyToAnHttpEndpointThatIsDownIsKept() {
        Exchange one = exchange(MessageOutcome.ANSWERED);
        Exception refused = wrapped(new ConnectException("refused"));
        for (int attempt = 1; attempt <= 200; attempt++) {
            end(exchange(MessageOutcome.ANSWERED));
            assertThat(isKept(one, refused)).as("attempt %d", attempt).isTrue();
        }
    }

    @Test
    void aStatusThatNamesTheSizeIsNoOutage() {
        Exception large = new HttpOperationFailedException("u", 431, "Too Large", null, null, null);
        Exception down = new HttpOperationFailedException("u", 503, "Down", null, null, null);

        assertThat(attempts(exchange(MessageOutcome.ANSWERED), large)).isEqualTo(5);
        Exchange other = exchange(MessageOutcome.ANSWERED);
        for (int attempt = 1; attempt <= 200; attempt++) {
            assertThat(isKept(other, down)).as("attempt %d", attempt).isTrue();
        }
    }

    @Test
    void halfOfTheConsumersRepeatRepliesThatAreRefused() {
        health.setConsumers(4);
        Exception gone = wrapped(new InvalidDestinationException("no such queue"));
        Exchange first = exchangeTo("a");

        assertThat(isSentAgain(first, gone)).isTrue();
        assertThat(isSentAgain(exchangeTo("b"), gone)).isTrue();
        Exchange third = exchangeTo("c");
        assertThat(isSentAgain(third, gone)).as("for another's fault, maybe").isTrue();
        assertThat(isSentAgain(third, gone)).as("on a connection of its own").isFalse();
        assertThat(isSentAgain(first, gone)).isTrue();
        end(first);
        assertThat(isSentAgain(exchangeTo("d"), gone)).isTrue();
    }

    private static Exception wrapped(Exception cause) {
        return new IllegalStateException("Uncategorized", cause);
    }

    @Test
    void aSenderWhoseQueueIsGoneIsGivenUpAndIsNobodyElsesTrouble() {
        Exchange one = exchange(MessageOutcome.ANSWERED_TO_SENDER);
        Exception gone = wrapped(new InvalidDestinationException("no such queue"));

        for (int attempt = 1; attempt <= 4; attempt++) {
            assertThat(isSentAgain(one, gone)).as("attempt %d", attempt).isTrue();
        }

        assertThat(isSentAgain(one, gone)).isFalse();
        assertThat(health.reason()).isNull();
    }

    /** As for a header with which its client writes no message: the way is open. */
    @Test
    void aReplyThatItsClientRefusesToWriteIsNoFaultOfTheConnection() {
        assertThat(SendFailure.isConnection(wrapped(new ProtocolException("two lengths"))))
                .isFalse();
        assertThat(SendFailure.isConnection(wrapped(new ConnectException("refused")))).isTrue();
    }

    @Test
    void aSenderThatWasGivenUpHasOneAttemptForSomeMinutes() {
        Exception gone = wrapped(new InvalidDestinationException("no such queue"));
        Exchange first = exchange(MessageOutcome.ANSWERED_TO_SENDER);
        for (int attempt = 1; attempt <= 5; attempt++) {
            isSentAgain(first, gone);
        }

        assertThat(isSentAgain(exchange(MessageOutcome.ANSWERED_TO_SENDER), gone)).isFalse();
        assertThat(isSentAgain(exchangeTo("another"), gone)).isTrue();
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(isSentAgain(exchange(MessageOutcome.ANSWERED_TO_SENDER), gone)).isTrue();
    }

    @Test
    void aSenderWhoseBrokerIsGoneIsTriedUntilItIsBack() {
        Exchange one = exchange(MessageOutcome.ANSWERED_TO_SENDER);
        JMSException lost = new JMSException("lost");
        lost.initCause(new ActiveMQNotConnectedException("not connected"));

        for (int attempt = 1; attempt <= 50; attempt++) {
            assertThat(isSentAgain(one, wrapped(lost))).isTrue();
        }

        assertThat(health.reason())
                .isEqualTo(
                        "ActiveMQNotConnectedException: "
                                + new ActiveMQNotConnectedException("not connected").getMessage());
    }

    /** Some brokers close the connection of all for an address that they cannot read. */
    @Test
    void aSenderForWhomTheBrokerClosesTheConnectionEachTimeIsGivenUp() {
        camel.addComponent("jms", JmsComponent.jmsComponent(broker(false)));
        Exchange one = exchange(MessageOutcome.ANSWERED_TO_SENDER);
        one.setProperty(
                Exchange.TO_ENDPOINT, camel.getEndpoint("jms:queue:reply").getEndpointUri());
        Exception reset = wrapped(new IOException("Connection reset by peer"));

        for (int attempt = 1; attempt <= 4; attempt++) {
            assertThat(isSentAgain(one, reset)).as("attempt %d", attempt).isTrue();
        }

        assertThat(isSentAgain(one, reset)).isFalse();
        assertThat(health.reason()).isNull();
    }

    @Test
    void aBrokerThatTakesNoConnectionSaysNothingOfTheSender() {
        camel.addComponent("jms", JmsComponent.jmsComponent(broker(true)));
        Exchange one = exchange(MessageOutcome.ANSWERED_TO_SENDER);
        one.setProperty(
                Exchange.TO_ENDPOINT, camel.getEndpoint("jms:queue:reply").getEndpointUri());

        for (int attempt = 1; attempt <= 50; attempt++) {
            assertThat(isSentAgain(one, wrapped(new ConnectException("refused")))).isTrue();
        }

        assertThat(health.reason()).isEqualTo("ConnectException: refused");
    }

    private static ConnectionFactory broker(boolean isDown) {
        Session session = proxy(Session.class, method -> null);
        Connection connection =
                proxy(Connection.class, method -> method.equals("createSession") ? session : null);
        return proxy(
                ConnectionFactory.class,
                method -> {
                    if (isDown) {
                        throw new JMSException("refused");
                    }
                    return connection;
                });
    }

    private interface Calls {
        Object of(String method) throws JMSException;
    }

    private static <T> T proxy(Class<T> type, Calls calls) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) -> calls.of(method.getName())));
    }

    @Test
    void whatIsBeneathIsToldInOneLineUntilSomethingWentOut() {
        Exchange one = exchange(MessageOutcome.ANSWERED);
        isSentAgain(one, wrapped(new ConnectException("refused\nX: y")));

        assertThat(health.reason()).isEqualTo("ConnectException: refused X: y");

        end(one);

        assertThat(health.reason()).isNull();
    }
}
