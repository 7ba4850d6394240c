package io.github.geminiroutes.breaker;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.support.Seconds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which models answer. A call asks before it goes out and tells how it ended; while a model is
 * down, all but a probe now and then are told how long to wait. A model that is overloaded does not
 * hold up the others. Thread-safe.
 */
public final class CircuitBreakers {

    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreakers.class);

    /** Prompts name models as they like: beyond this many, those that answer are forgotten. */
    private static final int MOST_MODELS = 100;

    /** An outage shorter than this is sat out, whatever the retry settings: parking moves files. */
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(30);

    private final Clock clock;
    private final Map<String, ModelCircuitBreaker> models = new ConcurrentHashMap<>();
    private final List<Consumer<Recovery>> listeners = new CopyOnWriteArrayList<>();
    private Duration probeInterval = Duration.ofSeconds(15);
    private int maxRetries = 5;
    private Duration baseDelay = Duration.ofSeconds(15);
    private Duration maxDelay = Duration.ofMinutes(5);

    public CircuitBreakers() {
        this(Clock.systemUTC());
    }

    public CircuitBreakers(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * How long calls of a model rest once it is down, in seconds, before one of them tries; doubles
     * with each try in vain, up to four times as long.
     */
    public void setProbeInterval(double seconds) {
        probeInterval = Duration.ofMillis(Math.max(1, Seconds.toMillis(seconds)));
    }

    /** The retries of a prompt, by which {@link #patience()} is measured. */
    public void setMaxRetries(int maxRetries) {
        this.maxRetries = maxRetries;
    }

    /** The first back-off of a prompt in seconds. */
    public void setBaseDelay(double seconds) {
        baseDelay = Seconds.toDuration(seconds);
    }

    /** The longest back-off of a prompt in seconds. */
    public void setMaxDelay(double seconds) {
        maxDelay = Seconds.toDuration(seconds);
    }

    /** Hears of each outage that is over, on the thread of the call that got through. */
    public void onRecovery(Consumer<Recovery> listener) {
        listeners.add(listener);
    }

    /**
     * How long a call may rest for an outage: as long as its retries would have taken. After that
     * it is worth putting aside, as it would be without a circuit breaker.
     */
    public Duration patience() {
        Duration sum = Duration.ZERO;
        Duration delay = baseDelay;
        for (int i = 0; i < maxRetries; i++) {
            sum = sum.plus(delay.compareTo(maxDelay) < 0 ? delay : maxDelay);
            delay = delay.compareTo(maxDelay) < 0 ? delay.multipliedBy(2) : delay;
        }
        return sum.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : sum;
    }

    /**
     * Asks for one call, right before it goes out.
     *
     * @return zero: it may go, and {@link #answered}, {@link #failed} or {@link #abandoned} must
     *     follow; else how long to wait before asking again, in whole milliseconds
     */
    public Duration tryCall(String model) {
        return models.computeIfAbsent(model, this::newModel).ask();
    }

    /** The call was answered. */
    public void succeed(String model) {
        ModelCircuitBreaker health = models.get(model);
        if (health != null) {
            health.answered();
        }
    }

    /** The call failed; whether that speaks of an outage is for its kind to say. */
    public void fail(String model, Failure failure) {
        ModelCircuitBreaker health = models.get(model);
        if (health == null) {
            return;
        }
        if (failure.kind().isOfOutage()) {
            health.failed();
        } else {
            health.abandoned();
        }
    }

    /** The call did not go out after all. */
    public void abandon(String model) {
        ModelCircuitBreaker health = models.get(model);
        if (health != null) {
            health.abandoned();
        }
    }

    /** What a call is told that was held up for longer than {@link #patience()}. */
    public Failure outlasted(String model) {
        return Failure.of(
                FailureKind.OUTAGE,
                "No answer from "
                        + model
                        + " for "
                        + patience().toSeconds()
                        + " s: no call was made");
    }

    /** The models that are down now, each with the time of its next probe. */
    public Map<String, Instant> down() {
        Map<String, Instant> down = new java.util.TreeMap<>();
        models.forEach(
                (name, health) -> {
                    Instant probe = health.nextProbe();
                    if (probe != null) {
                        down.put(name, probe);
                    }
                });
        return down;
    }

    /** How many models are remembered. */
    int models() {
        return models.size();
    }

    private ModelCircuitBreaker newModel(String model) {
        if (models.size() >= MOST_MODELS) {
            models.values().removeIf(ModelCircuitBreaker::isWell);
        }
        return new ModelCircuitBreaker(model, clock, probeInterval, this::tell);
    }

    private void tell(Recovery recovery) {
        LOG.info("{} answers again", recovery.model());
        listeners.forEach(listener -> listener.accept(recovery));
    }
}
