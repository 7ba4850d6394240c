package io.github.geminiroutes.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.MessageEOFException;
import jakarta.jms.Queue;
import jakarta.jms.StreamMessage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.core.client.impl.ClientMessageImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQTextMessage;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.FileBinding;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.jms.JmsBinding;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageReceiverTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final MessageMemory memory = new MessageMemory(4 * 64 * 1024);
    private final ReturnedMessages returned = new ReturnedMessages(Clock.systemUTC());

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private InFlightMessage receive(Exchange exchange, String... allowedReplyTo) {
        return new MessageReceiver(
                        1_000,
                        memory,
                        true,
                        new ReplyRules(true, true, Set.of(allowedReplyTo)),
                        returned)
                .receive(exchange);
    }

    private Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    private static InputStream unreadable() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("not bytes");
            }
        };
    }

    /** As the providers give it: items that are no bytes. */
    private static StreamMessage stream(Object... items) {
        Deque<Object> left = new ArrayDeque<>(List.of(items));
        return (StreamMessage)
                Proxy.newProxyInstance(
                        MessageReceiverTest.class.getClassLoader(),
                        new Class<?>[] {StreamMessage.class},
                        (proxy, method, arguments) -> {
                            if (!method.getName().equals("readObject")) {
                                return nothing(method.getReturnType());
                            }
                            if (left.isEmpty()) {
                                throw new MessageEOFException("end");
                            }
                            return left.removeFirst();
                        });
    }

    private static Object nothing(Class<?> type) {
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == Enumeration.class) {
            return Collections.emptyEnumeration();
        }
        return type == boolean.class ? false : null;
    }

    /** Bytes without an end, of which no more are read than a request may have. */
    private static InputStream endless(AtomicLong read) {
        return new InputStream() {
            @Override
            public int read() {
                assertThat(read.incrementAndGet()).as("bytes that were read").isLessThan(100_000);
                return 'a';
            }
        };
    }

    @Test
    void aStreamIsReadNoFurtherThanARequestMayBeLong() {
        for (Object body :
                List.of(
                        endless(new AtomicLong()),
                        new InputStreamReader(endless(new AtomicLong()), UTF_8))) {
            InFlightMessage message = receive(exchange(body));

            assertThat(message.outcome()).isEqualTo(MessageOutcome.FAILED);
            assertThat(message.failure().message())
                    .contains("more than the 1000 bytes of gemini.max-request-size");
        }
    }

    @Test
    void aFileOfAComponentIsReadNoFurtherThanARequestMayBeLong(@TempDir Path root)
            throws IOException {
        for (int length : List.of(1_000, 1_001)) {
            GenericFile<File> file = new GenericFile<>();
            file.setBinding(new FileBinding());
            file.setFile(Files.writeString(root.resolve("a"), "a".repeat(length)).toFile());

            InFlightMessage message = receive(exchange(file));

            assertThat(message.failure() == null).isEqualTo(length == 1_000);
        }
    }

    @Test
    void aShortStreamIsAsked() {
        for (Object body :
                List.of(
                        new ByteArrayInputStream("A lake\u2026?".getBytes(UTF_8)),
                        new StringReader("A lake\u2026?"))) {
            assertThat(receive(exchange(body)).received().prompt()).isEqualTo("A lake\u2026?");
        }
    }

    /** As a sender of a JMS object message may name it. */
    @Test
    void aBodyNamesNoFileOfThisMachine(@TempDir Path root) throws IOException {
        Path secret = Files.writeString(root.resolve("secret"), "secret");

        for (Object body :
                List.of(secret.toFile(), secret, secret.toUri(), secret.toUri().toURL())) {
            InFlightMessage message = receive(exchange(body));

            assertThat(message.outcome()).isEqualTo(MessageOutcome.FAILED);
            assertThat(message.received().prompt()).isNull();
            assertThat(message.received().body()).isNull();
        }
    }

    @Test
    void aBodyThatCannotBeReadIsADeadLetter() {
        InFlightMessage message = receive(exchange(unreadable()));

        assertThat(message.outcome()).isEqualTo(MessageOutcome.FAILED);
        assertThat(message.failure().message()).contains("cannot be read");
        assertThat(message.received().body()).isNull();
    }

    @Test
    void aBodyThatCannotEvenBeNamedIsADeadLetter() {
        Exchange exchange = exchange(null);
        exchange.setMessage(
                new DefaultMessage(context) {
                    @Override
                    public Object getBody() {
                        throw new IllegalStateException("no such class");
                    }
                });

        InFlightMessage message = receive(exchange);

        assertThat(message.outcome()).isEqualTo(MessageOutcome.FAILED);
        assertThat(message.failure().message()).contains("cannot be read (IllegalStateException)");
    }

    @Test
    void headersThatCannotBeReadMakeADeadLetter() {
        Exchange exchange = exchange(null);
        exchange.setMessage(
                new DefaultMessage(context) {
                    @Override
                    public java.util.Map<String, Object> getHeaders() {
                        throw new IllegalStateException("Invalid conversion: _AMQ_GROUP_ID");
                    }

                    @Override
                    public Object getBody() {
                        return "Hello?";
                    }
                });

        InFlightMessage message = receive(exchange);

        assertThat(message.outcome()).isEqualTo(MessageOutcome.FAILED);
        assertThat(message.failure().message()).contains("headers of the message cannot be read");
        assertThat(message.received().body()).isEqualTo("Hello?");
    }

    /** A client may unpack a megabyte that was sent to a gigabyte. */
    @Test
    void aBodyThatFitsNowhereIsNotRead() {
        BytesMessage endless =
                (BytesMessage)
                        Proxy.newProxyInstance(
                                MessageReceiverTest.class.getClassLoader(),
                                new Class<?>[] {BytesMessage.class},
                                (proxy, method, arguments) -> {
                                    assertThat(method.getName()).doesNotStartWith("read");
                                    return method.getName().equals("getBodyLength")
                                            ? (Object) 1_000_000_000L
                                            : nothing(method.getReturnType());
                                });
        Exchange exchange = exchange(null);
        exchange.setMessage(new JmsMessage(exchange, endless, null, new JmsBinding()));

        InFlightMessage message = receive(exchange);

        assertThat(message.outcome()).isEqualTo(MessageOutcome.FAILED);
        assertThat(message.failure().message())
                .contains("1000000000 bytes, more than gemini.max-request-size");
        assertThat(memory.free()).isEqualTo(4 * 64 * 1024);
    }

    @Test
    void theItemsOfAStreamMessageGoIntoItsDeadLetter() {
        Exchange exchange = exchange(null);
        JmsMessage jms = new JmsMessage(exchange, stream("What is", 42L), null, new JmsBinding());
        jms.setBody(unreadable());
        exchange.setMessage(jms);

        InFlightMessage message = receive(exchange);

        assertThat(message.outcome()).isEqualTo(MessageOutcome.FAILED);
        assertThat(message.received().body()).isEqualTo("What is\n42");
    }

    private String keyOfArtemis(long number, String text) {
        return ofArtemis(number, text, 1).key();
    }

    private InFlightMessage ofArtemis(long number, String text, int deliveries) {
        ClientMessageImpl core =
                new ClientMessageImpl(ActiveMQTextMessage.TYPE, true, 0, 0, (byte) 4, 1_000);
        core.setMessageID(number);
        core.setDeliveryCount(deliveries);
        Exchange exchange = exchange(null);
        JmsMessage jms =
                new JmsMessage(
                        exchange, new ActiveMQTextMessage(core, null), null, new JmsBinding());
        jms.setBody(text);
        exchange.setMessage(jms);
        return receive(exchange);
    }

    @Test
    void aMessageOfArtemisWithoutAnIdMayBeACopyOnceItComesAgain() {
        assertThat(ofArtemis(7, "Hello?", 1).isNew()).isTrue();
        assertThat(ofArtemis(7, "Hello?", 2).isNew()).isFalse();
    }

    /** Of what a client of AMQP has sent, Artemis' own client tells no id of JMS. */
    @Test
    void aMessageOfArtemisWithoutAnIdIsToldByItsNumber() {
        assertThat(keyOfArtemis(7, "Hello?"))
                .isEqualTo(keyOfArtemis(7, "Hello?"))
                .isNotEqualTo(keyOfArtemis(8, "Hello?"))
                // a broker that is made anew counts from the start
                .isNotEqualTo(keyOfArtemis(7, "Another?"));
    }

    /** Artemis' own client tells another id each time. */
    @Test
    void theReplyToAClientOfAmqpBearsTheIdThatThatHasGiven() {
        Exchange exchange = exchange("Hello?");
        exchange.getMessage().setHeader("NATIVE_MESSAGE_ID", "ID:1");
        exchange.getMessage().setHeader("JMSMessageID", "ID:2");

        ReceivedMessage received = receive(exchange).received();

        assertThat(received.correlationId()).isEqualTo("ID:1");
        assertThat(received.own()).isEmpty();
    }

    @Test
    void aMessageThatWentBackTooOftenIsADeadLetter() {
        Exchange exchange = exchange("Hello?");
        exchange.getMessage().setHeader("CamelGeminiMessageId", "m-1");
        String key = MessageReader.key(exchange.getMessage().getHeaders(), "Hello?");
        for (int i = 0; i < ReturnedMessages.MOST_RETURNS; i++) {
            returned.record(key);
        }

        InFlightMessage message = receive(exchange);

        assertThat(message.failure().message()).contains("for the fifth time within a minute");
        assertThat(message.received().body()).isEqualTo("Hello?");
    }

    @Test
    void aReplyQueueThatIsNotListedGetsNoReply() {
        Queue answers = () -> "answers";

        assertThat(receive(fromJms(answers)).isSettled()).isFalse();
        assertThat(receive(fromJms(answers), "answers").isSettled()).isFalse();
        InFlightMessage refused = receive(fromJms(answers), "others");
        assertThat(refused.outcome()).isEqualTo(MessageOutcome.FAILED);
        assertThat(refused.failure().message()).contains("reply-to-allowed").contains("answers");
        assertThat(refused.received().replyDestination()).isNull();
    }

    /** It would be asked again and again, and paid each time. */
    @Test
    void aReplyNeverGoesWhereMessagesAreTakenFrom() {
        InFlightMessage refused = receive(fromJms(() -> "prompts"), "prompts");

        assertThat(refused.outcome()).isEqualTo(MessageOutcome.FAILED);
        assertThat(refused.failure().message()).contains("would be asked again: prompts");
        assertThat(refused.received().replyDestination()).isNull();
    }

    /** A broker may lead a message on: by a divert, a bridge, another name of the queue. */
    @Test
    void anAnswerThatHasComeBackIsNotAsked() {
        Exchange first = fromJms(() -> "led-on");
        InFlightMessage asked = receive(first);
        assertThat(asked.isSettled()).isFalse();
        Exchange back = fromJms(() -> "led-on");
        back.getMessage().setHeader("CamelGeminiAnsweredFrom", asked.received().source());
        Exchange ofOther = fromJms(() -> "led-on");
        ofOther.getMessage().setHeader("CamelGeminiAnsweredFrom", "jms:other");

        InFlightMessage refused = receive(back);

        assertThat(refused.outcome()).isEqualTo(MessageOutcome.FAILED);
        assertThat(refused.failure().message()).contains("is an answer of this program");
        assertThat(receive(ofOther).isSettled()).isFalse();
    }

    private Exchange fromJms(Queue replyTo) {
        Exchange exchange =
                DefaultExchange.newFromEndpoint(context.getEndpoint("jms:queue:prompts"));
        exchange.getMessage().setBody("Hello?");
        exchange.getMessage().setHeader("JMSReplyTo", replyTo);
        return exchange;
    }
}
