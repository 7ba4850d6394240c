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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The circuit breaker of one model, and the time of its next probe. */
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

    /** So many probes in a row keep the same distance: most outages are over by then. */
    private static final int EVEN_PROBES = 12;

    /** By how much the distance grows with each further probe that fails. */
    private static final double GROWTH = 1.5;

    /** The longest distance, as a multiple of the first. */
    private static final double LONGEST = 12;

    /** While a probe is in flight, the other calls ask again after this time. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    /** While prompts may be the cause of an outage, one new call may leave in this time. */
    private static final Duration NEW_CALLS = Duration.ofSeconds(1);

    /** The breaker needs an exception, but does not look at it. */
    private static final RuntimeException FAILED =
            new RuntimeException("failed", null, false, false) {};

    private final String model;
    private final Clock clock;
    private final Clock waits;
    private final Duration askAgain;
    private final CircuitBreaker breaker;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Instant failingSince;
    private volatile boolean isDown;
    private volatile Instant nextProbe;
    private volatile Instant recoveredAt = Instant.MIN;
    private volatile boolean isMaybeOfPrompts;
    private Instant nextNewCall;

    ModelCircuitBreaker(
            String model, Clock clock, Duration probeInterval, Consumer<Recovery> onRecovery) {
        this.model = model;
        this.clock = clock;
        this.waits = new ForwardClock(clock);
        this.askAgain = probeInterval.compareTo(ASK_AGAIN) < 0 ? probeInterval : ASK_AGAIN;
        breaker =
                CircuitBreaker.of(
                        "gemini-" + model,
                        CircuitBreakerConfig.custom()
                                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                                .slidingWindowSize(LAST_CALLS)
                                .minimumNumberOfCalls(LEAST_CALLS)
                                .failureRateThreshold(MOST_FAILED_PERCENT)
                                .permittedNumberOfCallsInHalfOpenState(1)
                                .waitIntervalFunctionInOpenState(
                                        probe -> rest(distance(probeInterval, probe)))
                                .clock(waits)
                                .writableStackTraceEnabled(false)
                                .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> moved(event.getStateTransition(), onRecovery));
    }

    /**
     * The time before a probe in milliseconds.
     *
     * @param probe 1 for the first
     */
    private static long distance(Duration least, int probe) {
        double growth = Math.pow(GROWTH, Math.max(0, probe - EVEN_PROBES));
        return Math.round(least.toMillis() * Math.min(LONGEST, growth));
    }

    private long rest(long millis) {
        nextProbe = waits.instant().plusMillis(millis);
        return millis;
    }

    private void moved(StateTransition transition, Consumer<Recovery> onRecovery) {
        if (transition.getToState() == State.OPEN && !isDown) {
            isDown = true;
            LOG.warn(
                    "{} {}: calls to it pause, except for an occasional probe",
                    model,
                    isRefusing() ? "refuses its calls and names no limit" : "does not answer");
        } else if (transition.getToState() == State.CLOSED && isDown) {
            isDown = false;
            nextProbe = null;
            recoveredAt = clock.instant();
            onRecovery.accept(new Recovery(model, failingSince, recoveredAt));
        }
    }

    Duration tryCall() {
        if (breaker.tryAcquirePermission()) {
            return Duration.ZERO;
        }
        Instant probe = nextProbe;
        Duration wait = probe == null ? Duration.ZERO : Duration.between(waits.instant(), probe);
        boolean isProbing = wait.isZero() || wait.isNegative();
        return isProbing ? askAgain : wait.plusMillis(1);
    }

    /**
     * Whether a call that was neither made nor held up before may leave beside the probes: those
     * that wait may all be prompts that make the model fail, and would have each probe. A probe
     * that is out may be one of them, and take minutes.
     */
    synchronized boolean tryNewCall() {
        Instant now = waits.instant();
        if (!isMaybeOfPrompts
                || breaker.getState() == State.CLOSED
                || (nextNewCall != null && now.isBefore(nextNewCall))) {
            return false;
        }
        nextNewCall = now.plus(NEW_CALLS);
        return true;
    }

    /** Returns whether an outage is over with it. */
    boolean succeed() {
        boolean wasDown = isDown;
        refused.set(0);
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        if (isMaybeOfPrompts && breaker.getState() == State.OPEN) {
            breaker.transitionToClosedState();
        }
        if (!isDown) {
            failingSince = null;
        }
        return wasDown && !isDown;
    }

    /**
     * @param isMaybeOfPrompt whether the prompt of the call may be the cause
     */
    void fail(boolean isMaybeOfPrompt) {
        refused.set(0);
        isMaybeOfPrompts = isMaybeOfPrompt;
        beginFailing();
        breaker.onError(0, TimeUnit.NANOSECONDS, FAILED);
    }

    /** A 429 for a limit that the server does not name. */
    void refuse() {
        isMaybeOfPrompts = false;
        beginFailing();
        int inARow = refused.incrementAndGet();
        if (breaker.getState() == State.HALF_OPEN) {
            breaker.onError(0, TimeUnit.NANOSECONDS, FAILED);
            return;
        }
        breaker.releasePermission();
        if (inARow >= MOST_REFUSED && breaker.getState() == State.CLOSED) {
            breaker.transitionToOpenState();
        }
    }

    private void beginFailing() {
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

    void abandon() {
        breaker.releasePermission();
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
        return isDown ? nextProbe : null;
    }
}
