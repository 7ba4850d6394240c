package io.github.geminiroutes.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.ShutdownPrepared;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** The processor that {@link QuotaPolicy} puts around the steps of a call. */
final class QuotaProcessor extends DelegateAsyncProcessor implements ShutdownPrepared {

    private static final long STORE_SECONDS = 1;
    private static final long LOOK_SECONDS = 1;

    /** Makes the places of the calls. */
    private interface PlacesStart {

        CallPlaces start(Object owner) throws Exception;
    }

    private final GeminiClient client;
    private final PlacesStart placesStart;
    private final boolean isOfStreams;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<CallAttempt> waiting = ConcurrentHashMap.newKeySet();
    private final SlowModels slow;
    private volatile CountDownLatch stopped = new CountDownLatch(1);
    private volatile CallPlaces places;

    private QuotaProcessor(
            Processor steps, GeminiClient client, PlacesStart placesStart, boolean isOfStreams) {
        super(steps);
        this.client = client;
        this.placesStart = placesStart;
        this.isOfStreams = isOfStreams;
        this.slow = new SlowModels(isOfStreams ? "Streamed calls" : "Calls");
        client.waiterSignal().add(this::wake);
    }

    /** For calls that hold a thread until their answer is there. */
    static QuotaProcessor ofThreads(
            Processor steps, CamelContext context, GeminiClient client, int most) {
        return new QuotaProcessor(
                steps, client, owner -> CallerThreads.start(owner, context, most), false);
    }

    /** For calls that hold none. */
    static QuotaProcessor ofStreams(
            Processor steps, CamelContext context, GeminiClient client, int most) {
        return new QuotaProcessor(
                steps, client, owner -> StreamPlaces.start(owner, context, most), true);
    }

    @Override
    protected void doStart() throws Exception {
        stopped = new CountDownLatch(1);
        places = placesStart.start(this);
        places.repeat(this::look, LOOK_SECONDS);
        client.open();
        if (!isOfStreams) {
            places.repeat(client::store, STORE_SECONDS);
        }
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        stopCalls();
        places.stop();
        if (!isOfStreams) {
            client.close();
        }
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        if (!suspendOnly) {
            stopCalls();
        }
    }

    int openCalls() {
        return open.get();
    }

    void stopCalls() {
        // First, or an edge would take again what is given back here.
        if (!isOfStreams) {
            client.stopIntake();
        }
        stopped.countDown();
        waiting.forEach(CallAttempt::again);
        if (places != null) {
            places.endWaiting();
        }
    }

    /** See {@link QuotaPolicy#endWait}. */
    void endWait(Exchange exchange) {
        List<CallAttempt> ended = new ArrayList<>();
        for (CallAttempt attempt : waiting) {
            // The timer may have come first.
            if (attempt.isOf(exchange) && waiting.remove(attempt)) {
                ended.add(attempt);
            }
        }
        for (Runnable task : places.withdraw(task -> isOf(task, exchange))) {
            ended.add((CallAttempt) task);
        }
        ended.forEach(attempt -> soon(attempt::forgo));
    }

    private void look() {
        slow.look(places.slowModels());
        askHeldBack();
    }

    Set<String> slowModels() {
        return slow.slow();
    }

    /** Calls are in the line whose model has become slow since: their callers may want to go. */
    private void askHeldBack() {
        places.withdraw(task -> task instanceof CallAttempt attempt && attempt.isHeldBack())
                .forEach(task -> soon(((CallAttempt) task)::submit));
    }

    private static boolean isOf(Runnable task, Exchange exchange) {
        return task instanceof CallAttempt attempt && attempt.isOf(exchange);
    }

    /** The thread that tells of a client's end must not wait. */
    private void soon(Runnable task) {
        try {
            places.schedule(task, 0);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    private void wake(String quotaKey) {
        waiting.stream()
                .filter(attempt -> quotaKey.equals(attempt.quotaKey()))
                .forEach(CallAttempt::again);
    }

    boolean callsAreStopped() {
        return stopped.getCount() == 0;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CallAttempt attempt = new CallAttempt(this, client, exchange, callback);
        if (exchange.isTransacted()) {
            attempt.runHere();
            return true;
        }
        attempt.submit();
        return false;
    }

    /** Where the calls are made from. */
    CallPlaces places() {
        return places;
    }

    /** The calls that are out. */
    AtomicInteger open() {
        return open;
    }

    /** The attempts that the timer will wake. */
    Set<CallAttempt> waiting() {
        return waiting;
    }

    /** Waits until no call begins any more, or for the time. */
    void awaitStop(long millis) {
        try {
            stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }

    void runSteps(Exchange exchange, AsyncCallback callback) {
        super.process(exchange, callback);
    }
}
