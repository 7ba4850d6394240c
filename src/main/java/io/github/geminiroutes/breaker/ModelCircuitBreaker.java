package io.github.geminiroutes.breaker;

import io.github.geminiroutes.support.ForwardClock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The circuit breaker of one model: closed, or open with a probe now and then. */
final class ModelCircuitBreaker {

    private static final Logger LOG = LoggerFactory.getLogger(ModelCircuitBreaker.class);

    /** Few enough that an outage is noticed before the retries begin. */
    private static final int LEAST_CALLS = 15;

    private static final int LAST_CALLS = 20;

    /**
     * A busy model refuses some calls and answers others: back-off handles that, not the breaker.
     */
    private static final float MOST_FAILED_PERCENT = 80;

    /**
     * So many calls in a row refused for a limit that has no name: the limit is not that of a
     * minute, and each further call would be in vain. A busy model refuses fewer in a row.
     */
    private static final int MOST_REFUSED = 10;

    /** The breaker needs an exception, but does not look at it. */
    private static final RuntimeException FAILED =
            new RuntimeException("failed", null, false, false) {};

    private final String model;
    private final Clock clock;
    private final Probes probes;
    private final CircuitBreaker breaker;
    private final LastDepartures departures = new LastDepartures(LAST_CALLS);
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Instant failingSince;
    private final AtomicBoolean isDown = new AtomicBoolean();
    private volatile Instant recoveredAt = Instant.MIN;

    /**
     * Whether a call since the last answer failed in a way that its prompt may have caused. A
     * failure of another kind says nothing of that prompt: a server that is busy, too, would keep
     * the probes to those that wait.
     */
    private volatile boolean isMaybeOfPrompts;

    ModelCircuitBreaker(
            String model, Clock clock, Duration probeInterval, Consumer<Recovery> onRecovery) {
        this.model = model;
        this.clock = clock;
        Clock waits = new ForwardClock(clock);
        this.probes = new Probes(waits, probeInterval);
        breaker =
                CircuitBreaker.of(
                        "gemini-" + model,
                        CircuitBreakerConfig.custom()
                                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                                .slidingWindowSize(LAST_CALLS)
                                .minimumNumberOfCalls(LEAST_CALLS)
                                .failureRateThreshold(MOST_FAILED_PERCENT)
                                .clock(waits)
                                .writableStackTraceEnabled(false)
                                .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> moved(event.getStateTransition(), onRecovery));
    }

    private void moved(StateTransition transition, Consumer<Recovery> onRecovery) {
        if (transition.getToState() == State.OPEN && isDown.compareAndSet(false, true)) {
            probes.begin();
            LOG.warn(
                    "{} {}: calls to it pause, except for an occasional probe",
                    model,
                    isRefusing() ? "refuses its calls and names no limit" : "does not answer");
        } else if (transition.getToState() == State.CLOSED && isDown.compareAndSet(true, false)) {
            recoveredAt = clock.instant();
            departures.clear();
            onRecovery.accept(new Recovery(model, failingSince, recoveredAt));
        }
    }

    Duration tryCall(String caller) {
        return isClosed() ? Duration.ZERO : probes.tryLeave(caller);
    }

    /**
     * Whether a call that was neither made nor held up before may leave beside the probes: those
     * that wait may all be prompts that make the model fail, and would have each probe. A probe
     * that is out may be one of them, and take minutes.
     */
    boolean tryNewCall(String caller) {
        return isOpenToNewCalls() && probes.tryLeaveNew(caller);
    }

    boolean isNewCallDue(String caller) {
        return isOpenToNewCalls() && probes.isNewDue(caller);
    }

    private boolean isOpenToNewCalls() {
        return isMaybeOfPrompts && !isClosed();
    }

    /** A call goes out; returns its number, for {@link #failLast}. */
    long leave() {
        return departures.leave();
    }

    /**
     * A call met an outage. Calls that left before it may still be answered, and their answers come
     * between the failures: the model is down once nearly all that left last have failed.
     */
    void failLast(long number) {
        int failed = departures.fail(number);
        if (failed * 100 >= LAST_CALLS * MOST_FAILED_PERCENT && isClosed()) {
            breaker.transitionToOpenState();
        }
    }

    /**
     * Returns whether an outage is over with it. Where no probe is out, the answer is to a call
     * that left before, and says nothing of now.
     */
    boolean succeed() {
        boolean wasDown = isDown.get();
        refused.set(0);
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        if (!isClosed() && (isMaybeOfPrompts || probes.areOut())) {
            breaker.transitionToClosedState();
        }
        if (!isDown.get() && failingSince != null) {
            failingSince = null;
            isMaybeOfPrompts = false;
            probes.end();
        }
        return wasDown && !isDown.get();
    }

    /**
     * @param isMaybeOfPrompt whether the prompt of the call may be the cause
     */
    void fail(String caller, boolean isMaybeOfPrompt) {
        refused.set(0);
        if (isMaybeOfPrompt) {
            isMaybeOfPrompts = true;
        }
        beginFailing(caller);
        breaker.onError(0, TimeUnit.NANOSECONDS, FAILED);
    }

    /** A 429 for a limit that the server does not name. */
    void refuse(String caller) {
        isMaybeOfPrompts = false;
        beginFailing(caller);
        if (refused.incrementAndGet() >= MOST_REFUSED && isClosed()) {
            breaker.transitionToOpenState();
        }
    }

    private void beginFailing(String caller) {
        probes.fail(caller);
        if (failingSince == null) {
            failingSince = clock.instant();
        }
    }

    /**
     * Whether the last calls were refused for a limit without a name, and did not fail otherwise.
     */
    boolean isRefusing() {
        return refused.get() > 0;
    }

    void abandon(String caller) {
        probes.abandon(caller);
    }

    boolean isFailing() {
        return failingSince != null;
    }

    boolean isClosed() {
        return breaker.getState() == State.CLOSED;
    }

    /** When its last outage was over; {@link Instant#MIN} if there was none. */
    Instant recoveredAt() {
        return recoveredAt;
    }

    /** The time of the next probe; null while the model answers. */
    Instant nextProbe() {
        return isDown.get() ? probes.next() : null;
    }
}
