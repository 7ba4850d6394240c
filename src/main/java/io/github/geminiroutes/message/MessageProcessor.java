package io.github.geminiroutes.message;

import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CaughtFailure;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.support.JvmError;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
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
public final class MessageProcessor extends MessageSettings implements CamelContextAware {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-message";

    private static final Logger LOG = LoggerFactory.getLogger(MessageProcessor.class);

    private final MessageHold hold;
    private final MessageCounters counters;
    private final ReturnedMessages returned;
    private CamelContext context;
    private volatile Consumer<Error> onJvmError = error -> {};

    public MessageProcessor() {
        this(Clock.systemUTC());
    }

    MessageProcessor(Clock clock) {
        hold = new MessageHold(clock);
        counters = new MessageCounters(clock);
        returned = new ReturnedMessages(clock);
    }

    /** The message room of a Camel context; null where its route files are not included. */
    public static MessageProcessor of(CamelContext context) {
        return context.getRegistry().lookupByNameAndType(BEAN, MessageProcessor.class);
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
        hold.setCamelContext(context);
        try {
            context.addStartupListener((started, wasStarted) -> MessageMeters.register(started));
        } catch (Exception e) {
            throw new RuntimeCamelException("The meters of messages cannot be registered", e);
        }
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * Says what ends the program after an error of the JVM itself, so that its keeper starts a new
     * one. Without it, as in a host application, the message alone fails.
     */
    public void onJvmError(Consumer<Error> end) {
        onJvmError = end;
    }

    /** How long a message is held for a fault of the service, in seconds. */
    public void setBaseDelay(double seconds) {
        hold.setBaseDelay(seconds);
    }

    /** Where messages come from. */
    public MessageRoutes routes() {
        return new MessageRoutes(context);
    }

    /** How many messages are where, and what became of those since the start. */
    public MessageCounters counters() {
        return counters;
    }

    /** How many messages are held, and why. */
    public MessageHold.State held() {
        return hold.state();
    }

    /** Why replies and dead letters cannot be sent; null if none waits for that. */
    public String undeliverable() {
        return replyHealth.reason();
    }

    MessageHold hold() {
        return hold;
    }

    /** Keeps the message as it came, and takes everything off it that came from outside. */
    public void receive(Exchange exchange) {
        InFlightMessage message;
        try {
            message = receiver(returned).receive(exchange);
        } catch (Error e) {
            endAfterJvmError(e);
            throw e;
        }
        exchange.setProperty(InFlightMessage.PROPERTY, message);
        counters.begin();
        if (message.isSettled()) {
            counters.settle();
        }
        exchange.getExchangeExtension()
                .addOnCompletion(
                        new SynchronizationAdapter() {
                            @Override
                            public void onDone(Exchange done) {
                                endAfterJvmError(done.getException());
                                end(message, !done.isFailed());
                            }
                        });
    }

    /** What the message shares with its copies. */
    public String key(Exchange exchange) {
        return InFlightMessage.of(exchange).key();
    }

    /** Makes the message what {@code direct:gemini-generate} takes. */
    void prepare(Exchange exchange) {
        ReceivedMessage received = InFlightMessage.of(exchange).received();
        set(exchange, received.prompt(), received.asked());
        nameTemplate(exchange.getMessage());
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
        endAfterJvmError(error);
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

    private void endAfterJvmError(Throwable error) {
        VirtualMachineError ofJvm = JvmError.in(error);
        if (ofJvm != null) {
            LOG.error("The JVM itself has failed: {}", ofJvm.toString());
            onJvmError.accept(ofJvm);
        }
    }

    /** Enters what became of a message once it is acknowledged, or given back. */
    private void end(InFlightMessage message, boolean isAcknowledged) {
        hold.forget(message.held());
        message.membership().endGivingWay();
        counters.end(message.outcome(), isAcknowledged);
        if (isAcknowledged) {
            returned.forget(message.key());
        } else if (!context.getStatus().isStopping()) {
            returned.record(message.key());
        }
        replyHealth.end(message, isAcknowledged);
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

    /** The endpoint of all replies. */
    public String replyEndpoint() {
        return ReplyEndpoint.complete(context, replyTo);
    }

    /** The endpoint of failed messages. */
    public String deadLetterEndpoint() {
        return ReplyEndpoint.complete(context, deadLetter);
    }

    /** The endpoint that the message came from: its broker has the sender's destination. */
    public String senderEndpoint(Exchange exchange) {
        return ReplyEndpoint.complete(context, SenderConnection.uri(exchange));
    }

    /** Body out: the answer's text; headers out: {@code CamelGemini…} and the sender's own. */
    public void reply(Exchange exchange) {
        Call call = Call.of(exchange);
        Answer answer = call.answer();
        ReceivedMessage received = InFlightMessage.of(exchange).received();
        set(exchange, answer.text(), MessageWriter.reply(received, answer, call.isCached()));
    }

    /** Makes the message a dead letter: its sender waits no longer, or could never be reached. */
    public void giveUpSender(Exchange exchange) {
        MessageHoldProcessor.requireRunning(exchange);
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        InFlightMessage.of(exchange).failUndelivered(error.getClass().getSimpleName());
        CaughtFailure.forget(exchange);
    }

    /** Body out: the body as it came; headers out: why, and all that came with it. */
    public void deadLetter(Exchange exchange) {
        InFlightMessage message = InFlightMessage.of(exchange);
        Call call = Call.of(exchange);
        DeadLetter letter = DeadLetter.of(message, call == null ? 0 : call.attempts());
        LOG.warn("A message failed: {}: {}", letter.kind(), letter.reason());
        set(exchange, message.received().body(), letter.headers());
    }

    private static void set(Exchange exchange, Object body, Map<String, Object> headers) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        headers.forEach(message::setHeader);
        message.setBody(body);
    }
}
