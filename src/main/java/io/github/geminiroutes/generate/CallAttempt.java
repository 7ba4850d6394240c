package io.github.geminiroutes.generate;

import io.github.geminiroutes.policy.CallDeferredException;
import io.github.geminiroutes.prompt.Lane;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/** One attempt of a call: waits until it may go, runs the steps, gives back or settles. */
final class CallAttempt implements Runnable, CallPlace {

    private final QuotaProcessor owner;
    private final Exchange exchange;
    private final AsyncCallback callback;
    private final Call call;
    private final CallAdmission admission;
    private final Lane lane;
    private final CallOptions options;
    private final AtomicBoolean isInPlace = new AtomicBoolean();
    private volatile boolean isAskedToWait;
    private volatile CallPlaces places;

    CallAttempt(
            QuotaProcessor owner, GeminiClient client, Exchange exchange, AsyncCallback callback) {
        this.owner = owner;
        this.call = Call.of(exchange);
        this.lane = call.prompt().lane();
        this.options = CallOptions.of(exchange);
        this.exchange = exchange;
        this.callback = callback;
        this.admission = client.admission(exchange);
    }

    /** Has a caller's thread ask whether the call may go. */
    void submit() {
        if (isHeldBack()) {
            isAskedToWait = true;
            if (!admission.waitsForAnother()) {
                forgo();
                return;
            }
        }
        places = owner.places(); // a route that is started again makes others
        try {
            places.execute(this, lane, options.caller(), quotaKey());
            if (options.waitPolicy().hasGone()) {
                // Its caller has gone before it was in the line, where nobody has looked for it.
                owner.endWait(exchange);
            }
        } catch (RejectedExecutionException e) {
            refuse(owner.callsAreStopped() ? CallDeferredException.ofStop() : e);
            callback.done(false);
        }
    }

    @Override
    public void run() {
        long wait = waitMillis();
        if (wait == 0) {
            isInPlace.set(true);
            call.attempt().setPlace(this);
            send();
            return;
        }
        places.leave(this, lane, false);
        if (wait < 0) {
            callback.done(false);
        } else {
            later(wait);
        }
    }

    /**
     * An error such as a full memory passes Camel's steps by: they call back as if all were well,
     * and throw it afterwards. The attempt therefore ends once both have happened.
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
            owner.runSteps(exchange, after);
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
        owner.waiting().add(this);
        try {
            owner.places().schedule(this::again, wait);
        } catch (RejectedExecutionException e) {
            again();
            return;
        }
        if (owner.callsAreStopped()) {
            again();
        }
    }

    /** The timer and a stop may both come; only one of them goes on. */
    void again() {
        if (owner.waiting().remove(this)) {
            submit();
        }
    }

    /** Whether it waits for slow calls, and its caller was not asked whether to wait so long. */
    boolean isHeldBack() {
        return !isAskedToWait && owner.places().isHeldBack(lane, options.caller(), quotaKey());
    }

    /** Its caller has gone: it is asked no more, and has no place to give back. */
    void forgo() {
        refuse(CallDeferredException.ofWait(call.model()));
        callback.done(false);
    }

    /** A transacted exchange must stay on its thread. */
    void runHere() {
        long wait = waitMillis();
        while (wait > 0) {
            owner.awaitStop(wait);
            wait = waitMillis();
        }
        if (wait == 0) {
            try {
                owner.getProcessor().process(exchange);
            } catch (Exception | Error e) {
                exchange.setException(e);
            }
            end();
        }
        callback.done(true);
    }

    /** Milliseconds until the gate is worth asking again; 0: go; -1: the attempt has ended. */
    private long waitMillis() {
        // Counted before it is asked: a stop must not overlook a call that is about to leave.
        owner.open().incrementAndGet();
        long wait = -1;
        try {
            if (owner.callsAreStopped()) {
                throw CallDeferredException.ofStop();
            }
            Duration delay = admission.tryAdmit();
            wait = delay.isZero() ? 0 : Math.max(1, delay.toMillis());
        } catch (RuntimeException | Error e) {
            refuse(e);
        } finally {
            if (wait != 0) {
                owner.open().decrementAndGet();
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
        StreamedAnswer stream = CallBoundary.leave(exchange, call);
        boolean isOpen = false;
        try {
            if (exchange.getException() != null) {
                exchange.setException(admission.giveBack(exchange.getException()));
            } else if (stream == null) {
                admission.settle();
            } else {
                endWith(stream);
                isOpen = true;
            }
        } catch (RuntimeException | Error e) {
            exchange.setException(e);
        } finally {
            if (!isOpen) {
                free();
                if (stream != null) {
                    stream.close();
                }
            }
        }
    }

    /** The exchange goes on with the first piece; the call ends with the last one. */
    private void endWith(StreamedAnswer stream) {
        StreamSettlement settlement = admission.settleAtEnd();
        stream.whenEnded(end -> owner.places().run(() -> settle(settlement, end)));
    }

    private void settle(StreamSettlement settlement, StreamedAnswer.End end) {
        try {
            settlement.settle(end);
        } finally {
            free();
        }
    }

    private void free() {
        owner.open().decrementAndGet();
        leavePlace();
    }

    private void leavePlace() {
        if (isInPlace.getAndSet(false)) {
            call.attempt().setPlace(null);
            places.leave(this, lane, true);
        }
    }

    @Override
    public void leaveFor(Runnable rest) {
        leavePlace();
        owner.places().runApart(rest);
    }

    /** Whether it is an attempt of an exchange. */
    boolean isOf(Exchange other) {
        return exchange == other;
    }

    /** Names the quota of the call. */
    String quotaKey() {
        return call.quotaKey();
    }
}
