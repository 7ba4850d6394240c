package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.InvalidDestinationException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendLimitTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ReplyHealth health = new ReplyHealth();
    private final SendLimit limit = new SendLimit();

    @BeforeEach
    void start() {
        limit.setCamelContext(camel);
        limit.setReplyHealth(health);
        limit.start();
    }

    @AfterEach
    void close() throws java.io.IOException {
        limit.stop();
        camel.close();
    }

    private Exchange exchange() {
        Exchange exchange = new DefaultExchange(camel);
        InFlightMessage message =
                new InFlightMessage(
                        new ReceivedMessage(
                                null, null, Map.of(), Map.of(), Map.of(), null, null, "sender",
                                null, null),
                        "key",
                        false,
                        GroupMembership.NONE);
        message.answer();
        exchange.setProperty(InFlightMessage.PROPERTY, message);
        return exchange;
    }

    /** Gives the sender up, as after five attempts. */
    private Exchange refused() {
        Exchange exchange = exchange();
        for (int attempt = 1; attempt <= 5; attempt++) {
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new InvalidDestinationException("no"));
            health.process(exchange);
        }
        return exchange();
    }

    /** Camel stops all it has made where the start of a host fails. */
    @Test
    void itIsStoppedWithoutAStart() {
        SendLimit neverStarted = new SendLimit();
        neverStarted.setCamelContext(camel);

        assertThatCode(neverStarted::stop).doesNotThrowAnyException();
    }

    /** Artemis' client waits so for a queue that is full, and whose policy is BLOCK. */
    @Test
    void anAttemptThatTakesTooLongIsEnded() {
        Exchange exchange = refused();
        limit.process(exchange);

        assertThatThrownBy(() -> new CountDownLatch(1).await(60, TimeUnit.SECONDS))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void whatComesAfterAnAttemptIsNotInterrupted() throws InterruptedException {
        Exchange exchange = refused();
        limit.process(exchange);
        limit.endAttempt(exchange);

        assertThat(new CountDownLatch(1).await(4, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void theOnlyAttemptOfAReplyIsShort() {
        assertThat(health.limit(InFlightMessage.of(exchange())).toSeconds()).isEqualTo(30);
        assertThat(health.limit(InFlightMessage.of(refused())).toSeconds()).isEqualTo(3);
    }
}
