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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker for each model. A call asks its breaker before it goes out and reports how it
 * ended. While a model is down, calls get a time to wait, except for an occasional probe. An
 * overloaded model does not delay the others. Thread-safe.
 */
public final class CircuitBreakers {

    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreakers.class);

    /** Prompts may name any model: beyond this many, the closed breakers are dropped. */
    private static final int MOST_MODELS = 1_000;

    /**
     * The least time that calls wait for a model, whatever the retry settings: parking moves files.
     */
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(30);

    private final Clock clock;
    private final Map<String, ModelCircuitBreaker> models = new ConcurrentHashMap<>();
    private final List<Consumer<Recovery>> listeners = new CopyOnWriteArrayList<>();
    private Duration probeInterval = Duration.ofSeconds(5);
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
     * The time in seconds from the moment that a model is down to the first probe, and between the
     * first twelve. It then grows by half with each further probe, up to twelve times the value.
     */
    public void setProbeInterval(double seconds) {
        probeInterval = Duration.ofMillis(Math.max(1, Seconds.toMillis(seconds)));
    }

    /** The retries of a prompt, which {@link #patience()} depends on. */
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

    /**
     * Adds a listener to the end of outages, which runs on the thread of the call that succeeded.
     */
    public void onRecovery(Consumer<Recovery> listener) {
        listeners.add(listener);
    }

    /**
     * How long a call may wait while its model is down: as long as its retries would have taken.
     * After that its prompt is parked, as it would be without a circuit breaker.
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
     * Asks for permission for one call, immediately before it goes out.
     *
     * @param caller who asks: probes go by turns of the callers, and only its own waits for one
     *     that is not answered
     * @return zero if the call may go: then {@link #succeed}, {@link #fail} or {@link #abandon}
     *     must follow; else how long to wait before asking again, in whole milliseconds
     */
    public Duration tryCall(String model, String caller) {
        ModelCircuitBreaker breaker = models.get(model);
        return (breaker == null ? newModel(model) : breaker).tryCall(caller);
    }

    /**
     * Asks for a call that was neither made nor held up before: while a model is down in a way that
     * prompts can cause, one such call a second of each caller goes beside the probes.
     *
     * @return whether it may go, as after {@link #tryCall}
     */
    public boolean tryNewCall(String model, String caller) {
        ModelCircuitBreaker breaker = models.get(model);
        return breaker != null && breaker.tryNewCall(caller);
    }

    /** Whether {@link #tryNewCall} would let one go. */
    public boolean isNewCallDue(String model, String caller) {
        ModelCircuitBreaker breaker = models.get(model);
        return breaker != null && breaker.isNewCallDue(caller);
    }

    /**
     * A call goes out now.
     *
     * @return its number, for {@link #failLast}
     */
    public long leave(String model) {
        ModelCircuitBreaker breaker = models.get(model);
        return breaker == null ? -1 : breaker.leave();
    }

    /**
     * Tells, beside {@link #fail}, which call met an outage.
     *
     * @param number its number from {@link #leave}
     */
    public void failLast(String model, long number) {
        ModelCircuitBreaker breaker = models.get(model);
        if (breaker != null) {
            breaker.failLast(number);
        }
    }

    /** Whether calls of the model failed since it answered last. */
    public boolean isFailing(String model) {
        ModelCircuitBreaker breaker = models.get(model);
        return breaker != null && breaker.isFailing();
    }

    /**
     * The call was answered.
     *
     * @return whether the model was down until now
     */
    public boolean succeed(String model) {
        ModelCircuitBreaker breaker = models.get(model);
        return breaker != null && breaker.succeed();
    }

    /** When the model's last outage was over; {@link Instant#MIN} if none is known. */
    public Instant recoveredAt(String model) {
        ModelCircuitBreaker breaker = models.get(model);
        return breaker == null ? Instant.MIN : breaker.recoveredAt();
    }

    /**
     * The call failed; the kind of the failure decides whether it counts as an outage. A limit that
     * the server does not name pauses the model, too, once it has refused several calls in a row.
     *
     * @param caller who asked
     */
    public void fail(String model, String caller, Failure failure) {
        ModelCircuitBreaker breaker = models.get(model);
        if (breaker == null) {
            return;
        }
        if (failure.kind().isOfOutage()) {
            breaker.fail(caller, failure.kind().isMaybeOfPrompt());
        } else if (failure.kind().isOfUnnamedLimit()) {
            breaker.refuse(caller);
        } else {
            breaker.abandon(caller);
        }
    }

    /** The call did not go out. */
    public void abandon(String model, String caller) {
        ModelCircuitBreaker breaker = models.get(model);
        if (breaker != null) {
            breaker.abandon(caller);
        }
    }

    /**
     * The failure of a call that waited longer than {@link #patience()}.
     *
     * @param key names the breaker
     * @param model the model, for people
     */
    public Failure outlasted(String key, String model) {
        ModelCircuitBreaker breaker = models.get(key);
        boolean isRefused = breaker != null && breaker.isRefusing();
        return Failure.of(
                FailureKind.OUTAGE,
                (isRefused
                                ? "%s refuses its calls (429) and names no limit, for %s s: no call was made"
                                : "No answer from %s for %s s: no call was made")
                        .formatted(model, patience().toSeconds()));
    }

    /** The models that are down now, each with the time of its next probe. */
    public Map<String, Instant> down() {
        Map<String, Instant> down = new TreeMap<>();
        models.forEach(
                (name, breaker) -> {
                    Instant probe = breaker.nextProbe();
                    if (probe != null) {
                        down.put(name, probe);
                    }
                });
        return down;
    }

    /** How many models have a breaker. */
    int models() {
        return models.size();
    }

    /**
     * Nothing is dropped within {@code computeIfAbsent}: two threads that drop each other's would
     * wait for each other for ever, and one that drops the neighbour of its own loses its own.
     */
    private synchronized ModelCircuitBreaker newModel(String model) {
        if (models.size() >= MOST_MODELS) {
            models.values().removeIf(ModelCircuitBreaker::isClosed);
        }
        return models.computeIfAbsent(
                model, name -> new ModelCircuitBreaker(name, clock, probeInterval, this::publish));
    }

    private void publish(Recovery recovery) {
        LOG.info("{} answers again", recovery.model());
        listeners.forEach(listener -> listener.accept(recovery));
    }
}
