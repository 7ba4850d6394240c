package io.github.geminiroutes.message;

import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CallDeferredException;
import io.github.geminiroutes.generate.CaughtFailure;
import io.github.geminiroutes.prompt.InvalidPromptException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Camel's side of a message: it becomes a prompt, an answer or a failure becomes a message. */
public final class MessageProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(MessageProcessor.class);

    /** Held messages look this often whether the program stops or the key has changed. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration SOON = Duration.ofMillis(100);

    static final String MESSAGE = "gemini-message";
    static final String MESSAGE_KEY = "gemini-message-key";
    static final String MESSAGE_OUTCOME = "gemini-message-outcome";
    static final String MESSAGE_WAIT = "gemini-message-wait";
    static final String MESSAGE_REPLY_TO = "gemini-message-reply-to";
    static final String FAILURE = "gemini-failure";

    private static final String HELD = "gemini-message-held";
    private static final String PLACE = "gemini-message-place";
    private static final String MANUAL_COMMIT = "CamelKafkaManualCommit";
    private static final String UNDELIVERED = "gemini-message-undelivered";

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger settling = new AtomicInteger();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile Instant answeredAt;
    private MessageHold pause;
    private ReplyHealth delivery = new ReplyHealth();
    private MessageReader reader;
    private String from = "";
    private String replyTo = "";

    public void setPause(MessageHold pause) {
        this.pause = pause;
    }

    public void setDelivery(ReplyHealth delivery) {
        this.delivery = delivery;
    }

    /** The largest request in bytes. */
    public void setMaxRequestSize(long bytes) {
        reader = new MessageReader(bytes);
    }

    /** The endpoint that messages come from. */
    public void setFrom(String uri) {
        from = uri.strip();
    }

    /** The endpoint that replies go to; empty: only where a message says so itself. */
    public void setReplyTo(String uri) {
        replyTo = uri.strip();
    }

    /** Whether there is an endpoint that messages come from. */
    public boolean isConnected() {
        return !from.isEmpty();
    }

    /** How many messages were taken from the broker and are not acknowledged. */
    public int underWay() {
        return underWay.get();
    }

    /** How many messages are held, and why. */
    public MessageHold.State held() {
        return pause.state();
    }

    /** Why replies and dead letters cannot be sent; null if none waits for that. */
    public String undeliverable() {
        return delivery.reason();
    }

    /** How many messages were answered since the start, their replies being out. */
    public long answered() {
        return answered.sum();
    }

    /** When Gemini answered a message last; null if it did not since the start. */
    public Instant answeredAt() {
        return answeredAt;
    }

    /** How many messages went to the dead letters since the start. */
    public long failed() {
        return failed.sum();
    }

    /** How many messages are settled, but not acknowledged yet. */
    public int settling() {
        return settling.get();
    }

    /** Keeps the message as it came, and takes everything off it that came from outside. */
    public void receive(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<String, Object> headers = message.getHeaders();
        Object body = body(message);
        Map<String, Object> described = MessageReader.chosen(headers, HeaderNames::isContentType);
        Object prompt = null;
        Failure failure = null;
        try {
            prompt = reader.prompt(body, MessageReader.isJson(described));
        } catch (InvalidPromptException e) {
            failure = e.failure();
        }
        ReceivedMessage received =
                new ReceivedMessage(
                        body,
                        prompt,
                        MessageReader.asked(headers),
                        MessageReader.chosen(headers, HeaderNames::isOwn),
                        described,
                        headers.get("kafka.KEY"),
                        correlationId(headers),
                        replyDestination(headers),
                        MessageReader.origin(headers));
        if (failure == null && replyTo.isEmpty() && received.replyDestination() == null) {
            failure =
                    Failure.of(
                            FailureKind.BAD_INPUT,
                            "the message names no JMSReplyTo, and gemini.messages.reply-to is not set");
        }
        exchange.setProperty(MESSAGE, received);
        exchange.setProperty(MESSAGE_KEY, MessageReader.key(headers, exchange.getExchangeId()));
        MessageHold.Held held = new MessageHold.Held();
        exchange.setProperty(HELD, held);
        exchange.setProperty(PLACE, place(headers.get(MANUAL_COMMIT)));
        underWay.incrementAndGet();
        exchange.getExchangeExtension().addOnCompletion(new End(held));
        exchange.setProperty(MESSAGE_WAIT, 0L);
        exchange.setProperty(MESSAGE_OUTCOME, MessageOutcome.PENDING);
        // A message of our own: the broker's would go on handing out what it was read from.
        exchange.setMessage(new DefaultMessage(exchange.getContext()));
        if (failure != null) {
            exchange.setProperty(FAILURE, failure);
            settled(exchange, MessageOutcome.FAILED);
        }
    }

    /** Where there is no Kafka, its classes are missing. */
    private static GroupMembership place(Object manualCommit) {
        return manualCommit == null ? GroupMembership.NONE : KafkaMembership.of(manualCommit);
    }

    private static Object body(Message message) {
        Object body = message.getBody();
        if (body == null
                || body instanceof byte[]
                || body instanceof String
                || body instanceof Map<?, ?>
                || body instanceof com.fasterxml.jackson.databind.JsonNode) {
            return body;
        }
        byte[] bytes = message.getBody(byte[].class);
        return bytes == null ? body : bytes;
    }

    /** As JMS has it: the request's own, else its message id. */
    private static String correlationId(Map<String, Object> headers) {
        Object own = headers.get("JMSCorrelationID");
        Object id = own == null ? headers.get("JMSMessageID") : own;
        return id == null ? null : id.toString();
    }

    /** A header that only looks like one, of a broker that is none of JMS, is not followed. */
    private Object replyDestination(Map<String, Object> headers) {
        boolean isFollowed =
                BrokerKind.of(from) == BrokerKind.JMS && !from.contains("disableReplyTo=true");
        return isFollowed ? headers.get("JMSReplyTo") : null;
    }

    /** Says whether the message is asked now, and sets it so that it can be. */
    public void next(Exchange exchange) {
        requireRunning(exchange);
        GroupMembership place = exchange.getProperty(PLACE, GroupMembership.class);
        GroupMembership.Standing standing = place.look();
        if (standing == GroupMembership.Standing.LOST) {
            throw new RuntimeCamelException(
                    "The message was held and is another consumer's now, as the group has changed");
        }
        Duration remaining =
                standing == GroupMembership.Standing.OPEN
                        ? SOON
                        : pause.remaining(exchange.getProperty(HELD, MessageHold.Held.class));
        exchange.setProperty(
                MESSAGE_WAIT,
                remaining.compareTo(LOOK) > 0 ? LOOK.toMillis() : remaining.toMillis());
        if (remaining.toMillis() > 0) {
            place.pause();
        } else {
            place.resume();
            ReceivedMessage received = received(exchange);
            set(exchange, received.prompt(), received.asked());
        }
    }

    /** The broker gets the message back: it was not acknowledged. */
    private static void requireRunning(Exchange exchange) {
        if (exchange.getContext().isStopping() || exchange.getContext().isStopped()) {
            throw stopping();
        }
    }

    private static RuntimeCamelException stopping() {
        return new RuntimeCamelException("The program stops: the message stays with its broker");
    }

    /** The message was answered. */
    public void answered(Exchange exchange) {
        pause.answered();
        answeredAt = Instant.now();
        settled(
                exchange,
                received(exchange).replyDestination() == null
                        ? MessageOutcome.ANSWERED
                        : MessageOutcome.ANSWERED_TO_SENDER);
    }

    /**
     * Says whether a message that failed is held or fails for good.
     *
     * @throws RuntimeException if it only failed because the program stops
     */
    public void judge(Exchange exchange) {
        requireRunning(exchange);
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (error instanceof CallDeferredException) {
            throw stopping();
        }
        Failure failure =
                error instanceof InvalidPromptException bad
                        ? bad.failure()
                        : FailureClassifier.of(error);
        exchange.setProperty(FAILURE, failure);
        exchange.setProperty(MESSAGE_WAIT, 0L);
        CaughtFailure.forget(exchange);
        if (!pause.tryHold(exchange.getProperty(HELD, MessageHold.Held.class), failure)) {
            settled(exchange, MessageOutcome.FAILED);
        }
    }

    private void settled(Exchange exchange, MessageOutcome outcome) {
        exchange.setProperty(MESSAGE_OUTCOME, outcome);
        settling.incrementAndGet();
    }

    /** Enters what became of a message once it is acknowledged, or given back. */
    private final class End extends SynchronizationAdapter {

        private final MessageHold.Held held;

        End(MessageHold.Held held) {
            this.held = held;
        }

        @Override
        public void onDone(Exchange done) {
            MessageOutcome outcome = done.getProperty(MESSAGE_OUTCOME, MessageOutcome.class);
            underWay.decrementAndGet();
            pause.forget(held);
            if (outcome == MessageOutcome.PENDING) {
                return;
            }
            settling.decrementAndGet();
            if (!done.isFailed()) {
                delivery.succeeded();
                (outcome == MessageOutcome.FAILED ? failed : answered).increment();
            }
        }
    }

    /** Body out: the answer's text; headers out: {@code CamelGemini…} and the sender's own. */
    public void reply(Exchange exchange) {
        ReceivedMessage received = received(exchange);
        Answer answer = Call.of(exchange).answer();
        boolean isAnyones = received.replyDestination() == null;
        exchange.setProperty(MESSAGE_REPLY_TO, isAnyones ? replyTo : from);
        set(exchange, answer.text(), MessageWriter.reply(received, answer));
    }

    /** The sender waits no more, or never could be reached: its message is a dead letter. */
    public void undelivered(Exchange exchange) {
        requireRunning(exchange);
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        exchange.setProperty(UNDELIVERED, error.getClass().getSimpleName());
        exchange.setProperty(MESSAGE_OUTCOME, MessageOutcome.FAILED);
    }

    /** Body out: the body as it came; headers out: why, and all that came with it. */
    public void deadLetter(Exchange exchange) {
        ReceivedMessage received = received(exchange);
        Call call = Call.of(exchange);
        int attempts = call == null ? 0 : call.attempts();
        String undelivered = exchange.getProperty(UNDELIVERED, String.class);
        Map<String, Object> headers;
        if (undelivered == null) {
            Failure failure = exchange.getProperty(FAILURE, Failure.class);
            headers = MessageWriter.deadLetter(received, attempts, failure);
            LOG.warn("A message failed: {}: {}", failure.kind().id(), failure.message());
        } else {
            headers = MessageWriter.undelivered(received, attempts, undelivered);
            LOG.warn("A message failed: {}: {}", MessageWriter.UNDELIVERED, undelivered);
        }
        set(exchange, received.body(), headers);
    }

    private static void set(Exchange exchange, Object body, Map<String, Object> headers) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        headers.forEach(message::setHeader);
        message.setBody(body);
    }

    private static ReceivedMessage received(Exchange exchange) {
        return exchange.getProperty(MESSAGE, ReceivedMessage.class);
    }
}
