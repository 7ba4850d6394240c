package io.github.geminiroutes.generate;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.ShutdownPrepared;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** The processor that {@link QuotaPolicy} puts around the steps of a call. */
final class QuotaProcessor extends DelegateAsyncProcessor implements ShutdownPrepared {

    private static final long STORE_SECONDS = 1;

    private final CamelContext context;
    private final GeminiClient client;
    private final int maxConcurrency;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Attempt> waiting = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch stopped = new CountDownLatch(1);
    private CallerThreads threads;

    QuotaProcessor(Processor steps, CamelContext context, GeminiClient client, int maxConcurrency) {
        super(steps);
        this.context = context;
        this.client = client;
        this.maxConcurrency = maxConcurrency;
        client.wakeUps().add(key -> wake(one -> key.equals(Call.of(one).quotaKey())));
    }

    @Override
    protected void doStart() throws Exception {
        stopped = new CountDownLatch(1);
        threads = CallerThreads.start(this, context, maxConcurrency);
        client.open();
        threads.repeat(client::store, STORE_SECONDS);
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        stopCalls();
        threads.stop();
        client.close();
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
        client.stopIntake();
        stopped.countDown();
        waiting.forEach(Attempt::again);
    }

    /** Has calls that wait ask again. */
    void wake(Predicate<Exchange> which) {
        waiting.stream().filter(one -> which.test(one.exchange)).forEach(Attempt::again);
    }

    private boolean callsAreStopped() {
        return stopped.getCount() == 0;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Attempt attempt = new Attempt(exchange, callback);
        if (exchange.isTransacted()) {
            attempt.runHere();
            return true;
        }
        attempt.submit();
        return false;
    }

    /** One attempt of a call: waits until it may go, runs the steps, gives back or settles. */
    private final class Attempt implements Runnable {

        private final Exchange exchange;
        private final AsyncCallback callback;
        private final CallAdmission admission;

        Attempt(Exchange exchange, AsyncCallback callback) {
            this.exchange = exchange;
            this.callback = callback;
            this.admission = client.admission(exchange);
        }

        /** Has a caller's thread ask whether the call may go. */
        void submit() {
            try {
                threads.execute(this, exchange);
            } catch (RejectedExecutionException e) {
                refuse(callsAreStopped() ? CallDeferredException.ofStop() : e);
                callback.done(false);
            }
        }

        @Override
        public void run() {
            long wait = waitMillis();
            if (wait < 0) {
                callback.done(false);
            } else if (wait > 0) {
                later(wait);
            } else {
                send();
            }
        }

        /**
         * An error such as a full memory passes Camel's steps by: they call back as if all were
         * well, and throw it afterwards. The attempt therefore ends once both have happened.
         */
        private void send() {
            AtomicInteger events = new AtomicInteger();
            AsyncCallback after =
                    doneSync -> {
                        if (events.incrementAndGet() == 2) {
                            finish();
                        }
                    };
            try {
                QuotaProcessor.super.process(exchange, after);
            } catch (RuntimeException | Error e) {
                exchange.setException(e);
                finish();
                return;
            }
            after.done(false);
        }

        private void finish() {
            try {
                end();
            } finally {
                callback.done(false);
            }
        }

        private void later(long wait) {
            waiting.add(this);
            try {
                threads.schedule(this::again, wait);
            } catch (RejectedExecutionException e) {
                again();
                return;
            }
            if (callsAreStopped()) {
                again();
            }
        }

        /** The timer and a stop may both come; only one of them goes on. */
        private void again() {
            if (waiting.remove(this)) {
                submit();
            }
        }

        /** A transacted exchange must stay on its thread. */
        void runHere() {
            long wait = waitMillis();
            while (wait > 0) {
                awaitStop(wait);
                wait = waitMillis();
            }
            if (wait == 0) {
                try {
                    getProcessor().process(exchange);
                } catch (Exception | Error e) {
                    exchange.setException(e);
                }
                end();
            }
            callback.done(true);
        }

        private void awaitStop(long millis) {
            try {
                stopped.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopped.countDown();
            }
        }

        /** Milliseconds until the gate is worth asking again; 0: go; -1: the attempt has ended. */
        private long waitMillis() {
            // Counted before it is asked: a stop must not overlook a call that is about to leave.
            open.incrementAndGet();
            long wait = -1;
            try {
                if (callsAreStopped()) {
                    throw CallDeferredException.ofStop();
                }
                Duration delay = admission.tryAdmit();
                wait = delay.isZero() ? 0 : Math.max(1, delay.toMillis());
            } catch (RuntimeException | Error e) {
                refuse(e);
            } finally {
                if (wait != 0) {
                    open.decrementAndGet();
                }
            }
            return wait;
        }

        private void refuse(Throwable error) {
            exchange.setException(error);
            try {
                admission.abandon();
            } catch (RuntimeException | Error e) {
                exchange.setException(e);
            }
        }

        private void end() {
            try {
                if (exchange.getException() == null) {
                    admission.settle();
                } else {
                    exchange.setException(admission.giveBack(exchange.getException()));
                }
            } catch (RuntimeException | Error e) {
                exchange.setException(e);
            } finally {
                open.decrementAndGet();
            }
        }
    }
}
