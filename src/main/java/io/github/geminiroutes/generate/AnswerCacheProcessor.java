package io.github.geminiroutes.generate;

import io.github.geminiroutes.cache.SingleFlight;
import io.github.geminiroutes.policy.CallDeferredException;
import io.github.geminiroutes.usage.AnswerCacheMeters;
import io.github.geminiroutes.usage.MeterRegistrySource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Answers from the cache before budget, circuit breaker and quota are asked. Of calls for the same
 * request one goes out, and the others wait for its answer without a thread and without a place at
 * the gate. Where it fails, or is not made as its caller is gone, the next of them goes; one that
 * has waited for a few in vain goes by itself.
 */
final class AnswerCacheProcessor extends DelegateAsyncProcessor {

    private static final String NAME = "gemini-answer-cache";
    private static final int MOST_FAILED_LEADERS = 3;
    private static final int MOST_THREADS = 8;

    /** How often it is asked whether a sweep is due, which it is once an hour or less. */
    private static final long SWEEP_MINUTES = 1;

    private final SingleFlight<Caller> flights = new SingleFlight<>(TimedPlaces.MOST_WAITING);
    private final CamelContext context;
    private final GeminiClient client;
    private final CachedAnswers answers;
    private AnswerCacheMeters meters;
    private ExecutorService threads;
    private ScheduledExecutorService sweeper;

    /**
     * @param call makes the call where the cache has no answer
     */
    AnswerCacheProcessor(Processor call, CamelContext context, GeminiClient client) {
        super(call);
        this.context = context;
        this.client = client;
        this.answers = client.cachedAnswers;
    }

    @Override
    protected void doStart() throws Exception {
        answers.start();
        if (answers.isOn()) {
            meters = new AnswerCacheMeters(MeterRegistrySource.registry(context));
            threads =
                    context.getExecutorServiceManager()
                            .newThreadPool(
                                    this, NAME, TimedPlaces.profile(NAME, MOST_THREADS, true));
            sweeper =
                    context.getExecutorServiceManager()
                            .newSingleThreadScheduledExecutor(this, NAME);
            sweeper.scheduleWithFixedDelay(answers::sweepIfDue, 0, SWEEP_MINUTES, TimeUnit.MINUTES);
            flights.open();
        }
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        endWaiting();
        if (threads != null) {
            context.getExecutorServiceManager().shutdownNow(sweeper);
            context.getExecutorServiceManager().shutdown(threads);
            threads = null;
        }
    }

    /** Calls that wait end with a {@link CallDeferredException}; from now on none waits. */
    void endWaiting() {
        for (Caller caller : flights.close()) {
            caller.exchange.setException(CallDeferredException.ofStop());
            caller.callback.done(false);
        }
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Call call = Call.of(exchange);
        String key = answers.key(call, client.address(call));
        if (key == null) {
            return super.process(exchange, callback);
        }
        Caller caller = new Caller(exchange, callback, call, key);
        if (caller.tryKnown()) {
            return caller.done();
        }
        // A transacted exchange must stay on its thread, which another one's answer does not.
        return exchange.isTransacted() ? caller.ask(false) : caller.join();
    }

    /** A call that is tried again may have a place at the gate. */
    private void giveBack(Exchange exchange) {
        client.admission(exchange).abandon();
    }

    /** A call whose answer the cache does not have. */
    private final class Caller {

        private final Exchange exchange;
        private final AsyncCallback callback;
        private final Call call;
        private final String key;
        private int failedLeaders;
        private byte[] known;
        private volatile boolean hasWaited;

        Caller(Exchange exchange, AsyncCallback callback, Call call, String key) {
            this.exchange = exchange;
            this.callback = callback;
            this.call = call;
            this.key = key;
        }

        /** As {@link AsyncCallback} has it: whether it has ended on this thread. */
        boolean join() {
            if (call.attempt().permit() != null) {
                if (flights.tryLead(key)) {
                    return lead();
                }
                // Its place in the queue of the gate would hold up the one that it waits for.
                giveBack(exchange);
            }
            return switch (flights.join(key, this, client.admission(exchange)::waitsForAnother)) {
                case FOLLOWER -> false;
                case LEADER -> lead();
                case ALONE -> ask(false);
                case REFUSED -> {
                    exchange.setException(CallDeferredException.ofWait(call.model()));
                    yield done();
                }
            };
        }

        /** Ends the call if an answer is known: whether it has ended. */
        boolean tryKnown() {
            try {
                byte[] found = answers.find(key);
                if (found == null || !answers.give(exchange, key, found)) {
                    return false;
                }
                known = found;
                giveBack(exchange);
                meters.hit();
            } catch (InterruptedException | RuntimeException e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                exchange.setException(e);
            }
            return true;
        }

        /** The answer to another call may have come since the cache was looked into. */
        private boolean lead() {
            if (tryKnown()) {
                handBack(known, known != null);
                return done();
            }
            return ask(true);
        }

        /** One that has waited goes on in a thread of its own. */
        boolean done() {
            callback.done(!hasWaited);
            return !hasWaited;
        }

        boolean ask(boolean isLeader) {
            meters.miss();
            return AnswerCacheProcessor.super.process(
                    exchange,
                    doneSync -> {
                        try {
                            end(isLeader);
                        } finally {
                            callback.done(doneSync && !hasWaited);
                        }
                    });
        }

        private void end(boolean isLeader) {
            byte[] response = null;
            boolean wasMade = !(exchange.getException() instanceof CallDeferredException);
            try {
                response = exchange.getException() == null ? answers.keep(key, call) : null;
            } finally {
                if (isLeader) {
                    handBack(response, wasMade);
                }
            }
        }

        /** Whatever happens to the leader: nothing else hands the followers back. */
        private void handBack(byte[] response, boolean wasMade) {
            for (Caller follower : flights.complete(key)) {
                follower.resume(response, wasMade);
            }
        }

        private void resume(byte[] response, boolean wasMade) {
            hasWaited = true;
            try {
                threads.execute(() -> receive(response, wasMade));
            } catch (RejectedExecutionException e) {
                exchange.setException(CallDeferredException.ofStop());
                callback.done(false);
            }
        }

        private void receive(byte[] response, boolean wasMade) {
            if (!CallOptions.of(exchange).waitPolicy().tryGoOn()) {
                exchange.setException(CallDeferredException.ofWait(call.model()));
                callback.done(false);
                return;
            }
            try {
                if (response != null && answers.give(exchange, key, response)) {
                    meters.joined();
                    callback.done(false);
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                exchange.setException(e);
                callback.done(false);
                return;
            }
            failedLeaders += wasMade ? 1 : 0;
            if (failedLeaders < MOST_FAILED_LEADERS) {
                join();
            } else {
                ask(false);
            }
        }
    }
}
