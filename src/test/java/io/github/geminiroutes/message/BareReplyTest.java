package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.qpid.jms.JmsSendTimedOutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BareReplyTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ReplyHealth health = new ReplyHealth();
    private final BareReply bare = new BareReply();

    @AfterEach
    void close() throws java.io.IOException {
        camel.close();
    }

    private Exchange exchange() {
        Exchange exchange = new DefaultExchange(camel);
        InFlightMessage message =
                new InFlightMessage(
                        new ReceivedMessage(
                                null, null, Map.of(), Map.of(), Map.of(), null, null, null, null,
                                null),
                        "key",
                        false,
                        GroupMembership.NONE);
        message.fail();
        exchange.setProperty(InFlightMessage.PROPERTY, message);
        exchange.getMessage().setHeader("tenant", "blue");
        exchange.getMessage().setHeader("CamelGeminiFailure", "bad-input");
        exchange.getMessage().setHeader("CamelGeminiSystemInstruction", "x".repeat(100_000));
        exchange.getMessage().setHeader("JMSCorrelationID", "c-1");
        exchange.getMessage().setHeader("kafka.KEY", new byte[] {1});
        return exchange;
    }

    private void refuse(Exchange exchange, Exception error) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, error);
        health.process(exchange);
        bare.process(exchange);
    }

    @Test
    void whatABrokerRefusesThreeTimesGoesWithoutWhatItsSenderAdded() {
        Exchange exchange = exchange();
        Exception error = new IllegalStateException("no header of 100,000 characters");

        refuse(exchange, error);
        refuse(exchange, error);
        assertThat(exchange.getMessage().getHeaders()).containsKey("tenant");
        refuse(exchange, error);

        assertThat(exchange.getMessage().getHeaders())
                .containsOnlyKeys("CamelGeminiFailure", "JMSCorrelationID", "kafka.KEY");
    }

    @Test
    void aBrokerThatIsGoneSaysNothingOfTheReply() {
        Exchange exchange = exchange();

        for (int attempt = 0; attempt < 50; attempt++) {
            refuse(exchange, new java.net.ConnectException("refused"));
        }

        assertThat(exchange.getMessage().getHeaders()).hasSize(5);
    }

    @Test
    void aDeadLetterThatIsTooLargeGoesWithABodyThatIsCutAndSaysSo() {
        Exchange exchange = exchange();
        exchange.getMessage().setBody("x".repeat(2_000_000));
        Exception error = new RecordTooLargeException("2000000 bytes");

        for (int attempt = 0; attempt < 4; attempt++) {
            refuse(exchange, error);
        }
        assertThat(exchange.getMessage().getBody(String.class)).hasSize(2_000_000);
        refuse(exchange, error);
        assertThat(exchange.getMessage().getBody(String.class)).hasSize(200_000);
        refuse(exchange, error);
        refuse(exchange, error);

        assertThat(exchange.getMessage().getBody(String.class)).isEmpty();
        assertThat(exchange.getMessage().getHeader("CamelGeminiBodyLength")).isEqualTo("2000000");
        assertThat(health.isKept(exchange)).isTrue();
    }

    @Test
    void aDeadLetterGoesWithLessOnlyAtOnceAfterItWasRefusedAsItIs() {
        Exchange exchange = exchange();
        exchange.getMessage().setBody("Name a river.");

        for (int attempt = 1; attempt < 50; attempt++) {
            refuse(exchange, new IllegalStateException("Address d is full"));
            boolean isWithLess = attempt >= 3 && attempt % 2 == 1;
            boolean isNextWithLess = attempt >= 2 && attempt % 2 == 0;

            assertThat(exchange.getMessage().getHeader("tenant"))
                    .as("after %d refusals", attempt)
                    .isEqualTo(isWithLess ? null : "blue");
            assertThat(exchange.getMessage().getBody())
                    .isEqualTo(isWithLess && attempt > 6 ? "" : "Name a river.");
            assertThat(exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY))
                    .isEqualTo(isNextWithLess ? 0L : null);
        }
    }

    @Test
    void aBrokerThatMakesItsClientsWaitGetsTheWholeDeadLetter() {
        Exchange exchange = exchange();
        exchange.getMessage().setBody("Name a river.");
        int withLess = 0;

        for (int attempt = 0; attempt < 100; attempt++) {
            refuse(exchange, new JmsSendTimedOutException("no credit"));
            withLess += "Name a river.".equals(exchange.getMessage().getBody()) ? 0 : 1;
        }

        assertThat(withLess).isBetween(1, 5);
    }

    @Test
    void aKafkaThatDoesNotAnswerSaysNothingOfTheDeadLetter() {
        Exchange exchange = exchange();

        for (int attempt = 0; attempt < 50; attempt++) {
            refuse(exchange, new TimeoutException("Expiring 1 record(s) for d-0:120000 ms"));
            assertThat(exchange.getMessage().getHeaders()).containsKey("tenant");
        }
    }

    @Test
    void bytesAreCutToo() {
        Exchange exchange = exchange();
        exchange.getMessage().setBody(new byte[300_000]);

        for (int attempt = 0; attempt < 5; attempt++) {
            refuse(exchange, new IllegalStateException("too much"));
        }

        assertThat(exchange.getMessage().getBody(byte[].class)).hasSize(200_000);
    }

    @Test
    void aMapThatItsBrokerRefusesBecomesText() {
        Exchange exchange = exchange();
        exchange.getMessage().setBody(Map.of("a", Map.of("b", new byte[] {1})));

        for (int attempt = 0; attempt < 5; attempt++) {
            refuse(exchange, new IllegalStateException("only primitive objects"));
        }
        assertThat(exchange.getMessage().getBody()).isEqualTo("{\"a\":{\"b\":\"AQ==\"}}");
        for (int attempt = 0; attempt < 2; attempt++) {
            refuse(exchange, new IllegalStateException("no text, too"));
        }

        assertThat(exchange.getMessage().getBody()).isEqualTo("");
        assertThat(exchange.getMessage().getHeader("CamelGeminiBodyLength")).isEqualTo("18");
    }

    @Test
    void aMapThatNobodyCanWriteIsLeftOut() {
        Object body = "x";
        for (int level = 0; level < 2_000; level++) {
            body = Map.of("a", body);
        }
        Exchange exchange = exchange();
        exchange.getMessage().setBody(body);

        for (int attempt = 0; attempt < 5; attempt++) {
            refuse(exchange, new IllegalStateException("only primitive objects"));
        }

        assertThat(exchange.getMessage().getBody()).isEqualTo("");
    }

    @Test
    void anAnswerIsNeverCutAndIsGivenUpOnlyIfItIsTooLarge() {
        Exchange exchange = exchange();
        InFlightMessage.of(exchange).answer();
        exchange.getMessage().setBody("x".repeat(2_000_000));

        for (int attempt = 0; attempt < 20; attempt++) {
            refuse(exchange, new IllegalStateException("no such topic"));
            assertThat(health.isKept(exchange)).isTrue();
        }
        refuse(exchange, new IllegalStateException(new RecordTooLargeException("2000000 bytes")));

        assertThat(health.isKept(exchange)).isFalse();
        assertThat(exchange.getMessage().getBody(String.class)).hasSize(2_000_000);
    }
}
