package io.github.geminiroutes.message;

import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CaughtFailure;
import io.github.geminiroutes.prompt.InvalidPromptException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry point of the message room: its settings, the steps of its routes, and what monitoring
 * shows of it. The parts that serve it are wired here; {@link MessageHoldPolicy} stands around the
 * call.
 */
public final class MessageProcessor implements CamelContextAware {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-message";

    private static final Logger LOG = LoggerFactory.getLogger(MessageProcessor.class);

    /** The broker-independent part of the edge. */
    private static final String ROUTE = "gemini-messages";

    private static final String JMS_ROUTE = "gemini-messages-jms";

    private final MessageHold hold;
    private final MessageCounters counters;
    private ReplyHealth replyHealth = new ReplyHealth();
    private CamelContext context;
    private long maxRequestSize;
    private String replyTo = "";
    private String deadLetter = "";
    private boolean repliesToSender = true;
    private volatile MessageReceiver receiver;

    public MessageProcessor() {
        this(Clock.systemUTC());
    }

    MessageProcessor(Clock clock) {
        hold = new MessageHold(clock);
        counters = new MessageCounters(clock);
    }

    /** The message room of a Camel context; null where its route files are not included. */
    public static MessageProcessor of(CamelContext context) {
        return context.getRegistry().lookupByNameAndType(BEAN, MessageProcessor.class);
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
        hold.setCamelContext(context);
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** The largest request in bytes. */
    public void setMaxRequestSize(long bytes) {
        maxRequestSize = bytes;
    }

    /** How long a message is held for a fault of the service, in seconds. */
    public void setBaseDelay(double seconds) {
        hold.setBaseDelay(seconds);
    }

    /** Knows whether replies can be sent. */
    public void setReplyHealth(ReplyHealth replyHealth) {
        this.replyHealth = replyHealth;
    }

    /** The endpoint that replies go to; empty: only where a message names its own. */
    public void setReplyTo(String uri) {
        replyTo = uri.strip();
    }

    /** The endpoint that failed messages go to. */
    public void setDeadLetter(String uri) {
        deadLetter = uri.strip();
    }

    /** Whether the reply to a JMS message goes to the JMSReplyTo that it names. */
    public void setRepliesToSender(boolean repliesToSender) {
        this.repliesToSender = repliesToSender;
    }

    /** Whether messages can be taken. */
    public boolean isInUse() {
        return context.getRoute(ROUTE) != null;
    }

    /** Whether the broker that messages come from is in reach, as far as its consumer tells. */
    public boolean isConnected() {
        org.apache.camel.Route jms = context.getRoute(JMS_ROUTE);
        return jms == null || !JmsConnection.isLost(jms.getConsumer());
    }

    /** Where the program takes messages from, without options; null if it takes none. */
    public String source() {
        return context.getRoutes().stream()
                .filter(route -> route.getId().startsWith(ROUTE + "-"))
                .map(route -> BrokerKind.withoutOptions(route.getEndpoint().getEndpointUri()))
                .findFirst()
                .orElse(null);
    }

    /** How many messages were taken from the broker and are not acknowledged. */
    public int underWay() {
        return counters.underWay();
    }

    /** How many messages are held, and why. */
    public MessageHold.State held() {
        return hold.state();
    }

    /** Why replies and dead letters cannot be sent; null if none waits for that. */
    public String undeliverable() {
        return replyHealth.reason();
    }

    /** How many messages were answered since the start, their replies being out. */
    public long answered() {
        return counters.answered();
    }

    /** When Gemini answered a message last; null if it did not since the start. */
    public Instant answeredAt() {
        return counters.answeredAt();
    }

    /** How many messages went to the dead letters since the start. */
    public long failed() {
        return counters.failed();
    }

    /** How many messages are settled, but not acknowledged yet. */
    public int settling() {
        return counters.settling();
    }

    MessageHold hold() {
        return hold;
    }

    /** Keeps the message as it came, and takes everything off it that came from outside. */
    public void receive(Exchange exchange) {
        InFlightMessage message = receiver().receive(exchange);
        exchange.setProperty(InFlightMessage.PROPERTY, message);
        counters.begin();
        if (message.isSettled()) {
            counters.settle();
        }
        exchange.getExchangeExtension().addOnCompletion(new End(message));
    }

    private MessageReceiver receiver() {
        if (receiver == null) {
            receiver = new MessageReceiver(maxRequestSize, !replyTo.isEmpty(), repliesToSender);
        }
        return receiver;
    }

    /** What the message shares with its copies. */
    public String key(Exchange exchange) {
        return InFlightMessage.of(exchange).key();
    }

    /** Makes the message what {@code direct:gemini-generate} takes. */
    void prepare(Exchange exchange) {
        ReceivedMessage received = InFlightMessage.of(exchange).received();
        set(exchange, received.prompt(), received.asked());
    }

    /** Settles a message that was answered. */
    void settleAnswered(InFlightMessage message) {
        hold.recordAnswer();
        counters.noteAnswer();
        message.answer();
        counters.settle();
    }

    /** Holds a message that failed, or settles it where it fails for good. */
    void holdOrFail(InFlightMessage message, Throwable error) {
        Failure failure =
                error instanceof InvalidPromptException bad
                        ? bad.failure()
                        : FailureClassifier.of(error);
        message.recordFailure(failure);
        if (!hold.tryHold(message.held(), failure)) {
            message.fail();
            counters.settle();
        }
    }

    /**
     * @throws RuntimeCamelException if the program stops: the broker gets the message back, as it
     *     was not acknowledged
     */
    static void requireRunning(Exchange exchange) {
        if (exchange.getContext().isStopping() || exchange.getContext().isStopped()) {
            throw new RuntimeCamelException("The program stops: the message stays with its broker");
        }
    }

    /** Enters what became of a message once it is acknowledged, or given back. */
    private final class End extends SynchronizationAdapter {

        private final InFlightMessage message;

        End(InFlightMessage message) {
            this.message = message;
        }

        @Override
        public void onDone(Exchange done) {
            boolean isAcknowledged = !done.isFailed();
            hold.forget(message.held());
            counters.end(message.outcome(), isAcknowledged);
            if (message.isSettled() && isAcknowledged) {
                replyHealth.recordSuccess();
            }
        }
    }

    /** Whether the answer goes to the endpoint of all replies. */
    public boolean isAnswered(Exchange exchange) {
        return InFlightMessage.of(exchange).outcome() == MessageOutcome.ANSWERED;
    }

    /** Whether the answer goes where the message itself wants it. */
    public boolean isAnsweredToSender(Exchange exchange) {
        return InFlightMessage.of(exchange).outcome() == MessageOutcome.ANSWERED_TO_SENDER;
    }

    /** Whether the message is a dead letter. */
    public boolean isFailed(Exchange exchange) {
        return InFlightMessage.of(exchange).outcome() == MessageOutcome.FAILED;
    }

    /** Whether an attempt to reach a sender that failed is repeated. */
    public boolean isToBeSentAgain(Exchange exchange) {
        return InFlightMessage.of(exchange).isToBeSentAgain();
    }

    /** The endpoint of all replies. */
    public String replyEndpoint() {
        return ReplyEndpoint.complete(context, replyTo);
    }

    /** The endpoint of failed messages. */
    public String deadLetterEndpoint() {
        return ReplyEndpoint.complete(context, deadLetter);
    }

    /** The endpoint that the message came from: its broker knows the sender's destination. */
    public String senderEndpoint(Exchange exchange) {
        return ReplyEndpoint.complete(context, exchange.getFromEndpoint().getEndpointUri());
    }

    /** Body out: the answer's text; headers out: {@code CamelGemini…} and the sender's own. */
    public void reply(Exchange exchange) {
        Answer answer = Call.of(exchange).answer();
        ReceivedMessage received = InFlightMessage.of(exchange).received();
        set(exchange, answer.text(), MessageWriter.reply(received, answer));
    }

    /** Makes the message a dead letter: its sender waits no longer, or could never be reached. */
    public void giveUpSender(Exchange exchange) {
        requireRunning(exchange);
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        InFlightMessage.of(exchange).failUndelivered(error.getClass().getSimpleName());
        CaughtFailure.forget(exchange);
    }

    /** Body out: the body as it came; headers out: why, and all that came with it. */
    public void deadLetter(Exchange exchange) {
        InFlightMessage message = InFlightMessage.of(exchange);
        Call call = Call.of(exchange);
        int attempts = call == null ? 0 : call.attempts();
        Map<String, Object> headers;
        if (message.undelivered() == null) {
            Failure failure = message.failure();
            headers = MessageWriter.deadLetter(message.received(), attempts, failure);
            LOG.warn("A message failed: {}: {}", failure.kind().id(), failure.message());
        } else {
            headers =
                    MessageWriter.undelivered(message.received(), attempts, message.undelivered());
            LOG.warn("A message failed: {}: {}", MessageWriter.UNDELIVERED, message.undelivered());
        }
        set(exchange, message.received().body(), headers);
    }

    private static void set(Exchange exchange, Object body, Map<String, Object> headers) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        headers.forEach(message::setHeader);
        message.setBody(body);
    }
}
