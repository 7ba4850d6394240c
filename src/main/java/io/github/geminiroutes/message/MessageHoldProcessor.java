package io.github.geminiroutes.message;

import io.github.geminiroutes.generate.CallOptions;
import io.github.geminiroutes.generate.CaughtFailure;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** The processor that {@link MessageHoldPolicy} puts around the call of a message. */
final class MessageHoldProcessor extends DelegateAsyncProcessor {

    /** A held message looks this often whether the program stops or the key has changed. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final CamelContext context;
    private final MessageProcessor messages;
    private final Set<Attempt> waiting = ConcurrentHashMap.newKeySet();
    private ScheduledExecutorService timer;

    MessageHoldProcessor(Processor steps, CamelContext context, MessageProcessor messages) {
        super(steps);
        this.context = context;
        this.messages = messages;
    }

    @Override
    protected void doStart() throws Exception {
        messages.requireTemplate(context);
        timer =
                context.getExecutorServiceManager()
                        .newDefaultScheduledThreadPool(this, "gemini-message-hold");
        super.doStart();
    }

    /** Ends what waits: Camel would drop it with the timer, and its consumer would wait on. */
    @Override
    protected void doStop() throws Exception {
        super.doStop();
        waiting.forEach(Attempt::again);
        // A context whose start failed stops what has not begun, too.
        if (timer != null) {
            context.getExecutorServiceManager().shutdownNow(timer);
        }
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        InFlightMessage message = InFlightMessage.of(exchange);
        if (message.isSettled()) {
            callback.done(true);
            return true;
        }
        CallOptions.of(new MessagePatience(exchange, message.membership())).set(exchange);
        Attempt attempt = new Attempt(exchange, message, callback);
        if (exchange.isTransacted()) {
            attempt.runHere();
            return true;
        }
        attempt.run();
        return false;
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

    /** One message: waits while it is held, runs the steps, and again until it is settled. */
    private final class Attempt implements Runnable {

        private final Exchange exchange;
        private final InFlightMessage message;
        private final AsyncCallback callback;

        Attempt(Exchange exchange, InFlightMessage message, AsyncCallback callback) {
            this.exchange = exchange;
            this.message = message;
            this.callback = callback;
        }

        @Override
        public void run() {
            try {
                long wait = tryBegin();
                if (wait > 0) {
                    later(wait);
                    return;
                }
            } catch (RuntimeException e) {
                exchange.setException(e);
                callback.done(false);
                return;
            }
            MessageHoldProcessor.super.process(
                    exchange,
                    doneSync -> {
                        if (settle()) {
                            callback.done(false);
                        } else {
                            run();
                        }
                    });
        }

        private void later(long wait) {
            waiting.add(this);
            try {
                timer.schedule(this::again, wait, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                again();
                return;
            }
            if (!isRunAllowed()) {
                again();
            }
        }

        /** The timer and a stop may both come; only one of them goes on. */
        private void again() {
            if (waiting.remove(this)) {
                run();
            }
        }

        /** A transacted exchange must stay on its thread. */
        void runHere() {
            try {
                do {
                    for (long wait = tryBegin(); wait > 0; wait = tryBegin()) {
                        TimeUnit.MILLISECONDS.sleep(wait);
                    }
                    runSteps();
                } while (!settle());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                exchange.setException(e);
            } catch (RuntimeException e) {
                exchange.setException(e);
            }
            callback.done(true);
        }

        private void runSteps() {
            try {
                getProcessor().process(exchange);
            } catch (Exception e) {
                exchange.setException(e);
            }
        }

        /**
         * Prepares the message where it may be asked now.
         *
         * @return milliseconds until the next look; 0: the message may be asked
         * @throws RuntimeCamelException if the broker is to give the message to another consumer
         */
        private long tryBegin() {
            requireRunning();
            GroupMembership membership = message.membership();
            GroupMembership.Standing standing = membership.poll();
            if (standing == GroupMembership.Standing.LOST) {
                throw GroupMembership.lost();
            }
            Duration remaining =
                    standing == GroupMembership.Standing.OPEN
                            ? GroupMembership.SOON
                            : messages.hold().tryAsk(message.held());
            long wait = Math.min(remaining.toMillis(), LOOK.toMillis());
            if (wait > 0) {
                membership.pause();
                if (message.held().hasReason()) {
                    membership.giveWay();
                }
            } else {
                membership.resume();
                messages.prepare(exchange);
            }
            return wait;
        }

        private void requireRunning() {
            MessageHoldProcessor.requireRunning(exchange);
            if (!isRunAllowed()) {
                throw new RuntimeCamelException(
                        "The route stops: the message stays with its broker");
            }
        }

        /** Judges the attempt; false if the message is held. */
        private boolean settle() {
            Exception error = exchange.getException();
            if (error == null) {
                messages.settleAnswered(message);
                return true;
            }
            try {
                // An attempt that failed because of the stop says nothing about the message.
                requireRunning();
                forget(error);
                if (CaughtFailure.isDeferral(error)) {
                    // No call was made, as calls end before the routes do.
                    return false;
                }
                messages.holdOrFail(message, error);
            } catch (RuntimeException e) {
                exchange.setException(e);
                return true;
            }
            return message.isSettled();
        }

        /** As {@code doCatch} does. */
        private void forget(Exception error) {
            exchange.setException(null);
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, error);
            exchange.setRouteStop(false);
            exchange.setRollbackOnly(false);
            exchange.getExchangeExtension().setRedeliveryExhausted(false);
            CaughtFailure.forget(exchange);
        }
    }
}
