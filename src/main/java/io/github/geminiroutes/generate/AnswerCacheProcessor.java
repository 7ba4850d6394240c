package io.github.geminiroutes.generate;

import io.github.geminiroutes.cache.SingleFlight;
import io.github.geminiroutes.policy.CallDeferredException;
import io.github.geminiroutes.usage.AnswerCacheMeters;
import io.github.geminiroutes.usage.MeterRegistrySource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * Answers from the cache before budget, circuit breaker and quota are asked. Of calls for the same
 * request one goes out, and the others wait for its answer without a thread and without a place at
 * the gate. Where it fails, the next of them goes; one that has waited for a few in vain goes by
 * itself.
 */
final class AnswerCacheProcessor extends DelegateAsyncProcessor {

    /** An exchange that waits is small; without a bound a caller could fill the memory. */
    private static final int MOST_WAITING = 100_000;

    private static final int MOST_FAILED_PILOTS = 3;
    private static final int MOST_THREADS = 8;

    /** How often it is asked whether a sweep is due, which it is once an hour or less. */
    private static final long SWEEP_MINUTES = 1;

    private final SingleFlight<Passenger> flights = new SingleFlight<>(MOST_WAITING);
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
            threads = context.getExecutorServiceManager().newThreadPool(this, name(), profile());
            sweeper =
                    context.getExecutorServiceManager()
                            .newSingleThreadScheduledExecutor(this, name());
            sweeper.scheduleWithFixedDelay(answers::sweepIfDue, 0, SWEEP_MINUTES, TimeUnit.MINUTES);
            flights.open();
        }
        super.doStart();
    }

    private static String name() {
        return "gemini-answer-cache";
    }

    private static ThreadPoolProfile profile() {
        ThreadPoolProfile profile = new ThreadPoolProfile(name());
        profile.setPoolSize(MOST_THREADS);
        profile.setMaxPoolSize(MOST_THREADS);
        profile.setMaxQueueSize(MOST_WAITING);
        profile.setAllowCoreThreadTimeOut(true);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return profile;
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

    /** Those that wait end with a {@link CallDeferredException}; from now on nobody waits. */
    void endWaiting() {
        for (Passenger passenger : flights.close()) {
            passenger.exchange.setException(CallDeferredException.ofStop());
            passenger.callback.done(false);
        }
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Call call = Call.of(exchange);
        String key = answers.key(call, client.address(call));
        if (key == null) {
            return super.process(exchange, callback);
        }
        try {
            byte[] known = answers.find(key);
            if (known != null && answers.give(exchange, key, known)) {
                giveBack(exchange);
                meters.hit();
                callback.done(true);
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        Passenger passenger = new Passenger(exchange, callback, call, key);
        // A transacted exchange must stay on its thread, which another one's answer does not.
        return exchange.isTransacted() ? passenger.ask(false) : passenger.board();
    }

    /** A call that is tried again may have a place at the gate. */
    private void giveBack(Exchange exchange) {
        client.admission(exchange).abandon();
    }

    /** One that wants an answer which the cache has not. */
    private final class Passenger {

        private final Exchange exchange;
        private final AsyncCallback callback;
        private final Call call;
        private final String key;
        private int failedPilots;

        Passenger(Exchange exchange, AsyncCallback callback, Call call, String key) {
            this.exchange = exchange;
            this.callback = callback;
            this.call = call;
            this.key = key;
        }

        /** As {@link AsyncCallback} has it: whether it has ended on this thread. */
        boolean board() {
            if (call.attempt().permit() != null) {
                if (flights.tryPilot(key)) {
                    return ask(true);
                }
                // Its place in the queue of the gate would hold up the one that it waits for.
                giveBack(exchange);
            }
            return switch (flights.board(key, this)) {
                case PASSENGER -> false;
                case PILOT -> ask(true);
                case ALONE -> ask(false);
            };
        }

        boolean ask(boolean isPilot) {
            meters.miss();
            return AnswerCacheProcessor.super.process(
                    exchange,
                    doneSync -> {
                        try {
                            end(isPilot);
                        } finally {
                            callback.done(doneSync);
                        }
                    });
        }

        private void end(boolean isPilot) {
            byte[] response = null;
            try {
                response = exchange.getException() == null ? answers.keep(key, call) : null;
            } finally {
                // Whatever happens: nobody else hands the passengers back.
                List<Passenger> passengers = isPilot ? flights.land(key) : List.of();
                for (Passenger passenger : passengers) {
                    passenger.goOn(response);
                }
            }
        }

        private void goOn(byte[] response) {
            try {
                threads.execute(() -> arrive(response));
            } catch (RejectedExecutionException e) {
                exchange.setException(CallDeferredException.ofStop());
                callback.done(false);
            }
        }

        private void arrive(byte[] response) {
            if (CallOptions.of(exchange).waitPolicy().isOver()) {
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
            failedPilots++;
            if (failedPilots < MOST_FAILED_PILOTS) {
                board();
            } else {
                ask(false);
            }
        }
    }
}
