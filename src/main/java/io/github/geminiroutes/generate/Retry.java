package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.DeadConnectionException;
import io.github.geminiroutes.failure.Backoff;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.policy.RefusalRules;
import io.github.geminiroutes.prompt.ModelName;
import io.github.geminiroutes.support.Seconds;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a failed attempt is repeated, when, and by which model. Camel waits, off the
 * thread; the delay goes into the header {@code CamelRedeliveryDelay}, which overrides the
 * redelivery policy.
 */
public final class Retry implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(Retry.class);

    private final RandomGenerator random;
    private int maxRetries;
    private Duration baseDelay = Duration.ZERO;
    private Duration maxDelay = Duration.ZERO;
    private List<String> fallbackModels = List.of();

    public Retry() {
        // Several threads may fail at once: the default generator is not made for that.
        this(new SecureRandom());
    }

    Retry(RandomGenerator random) {
        this.random = random;
    }

    /** How often a transient failure is tried again. */
    public void setMaxRetries(int maxRetries) {
        this.maxRetries = maxRetries;
    }

    /** The first back-off in seconds. */
    public void setBaseDelay(double seconds) {
        baseDelay = Seconds.toDuration(seconds);
    }

    /** The longest back-off in seconds. */
    public void setMaxDelay(double seconds) {
        maxDelay = Seconds.toDuration(seconds);
    }

    /**
     * The models to ask, in order, when the one requested has no quota left today, none at all, or
     * does not exist; separated by commas; empty for none.
     */
    public void setFallbackModels(String models) {
        fallbackModels = ModelName.list(models);
    }

    @Override
    public void process(Exchange exchange) {
        Failure failure =
                FailureClassifier.of(
                        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        Call call = Call.of(exchange);
        if (call == null) {
            return;
        }
        String next = fallback(failure, call);
        boolean isWorthIt =
                next != null
                        || call.attempt().doubt() != null
                        || isOnDeadConnection(exchange, call)
                        || !call.patience().isOver()
                                && FailurePolicy.isWorthAnotherAttempt(
                                        failure, call.retries(), maxRetries);
        // A step with several calls asks, and pays, for those that were answered, too.
        boolean isRepeated = isWorthIt && call.attempt().stepRepetitions() <= maxRetries;
        call.attempt().setToBeRepeated(isRepeated);
        if (!isRepeated) {
            call.end(failure);
            return;
        }
        call.attempt().dropLargeReply();
        AnswerMemory.release(exchange);
        if (next != null) {
            fallBack(exchange, call, next, failure);
        } else {
            repeat(exchange, call, failure);
        }
    }

    /** Whether the call that just failed is repeated: for Camel's {@code retryWhile}. */
    public boolean isToBeRepeated(Exchange exchange) {
        Call call = Call.of(exchange);
        return call != null && call.attempt().isToBeRepeated();
    }

    private static void fallBack(Exchange exchange, Call call, String next, Failure failure) {
        LOG.info("{} ({}): asking {} instead", failure.kind().id(), call.model(), next);
        call.fallBack(next, failure);
        exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, 0L);
    }

    private void repeat(Exchange exchange, Call call, Failure failure) {
        if (call.attempt().doubt() != null) {
            // No other call is made: the gate says whose the refusal is once that is known.
            exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, 0L);
            return;
        }
        if (isOnDeadConnection(exchange, call)) {
            call.attempt().setMetDeadConnection();
            exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, 0L);
            LOG.info("A kept connection ended ({}): again at once", call.model());
            return;
        }
        int attempt = call.attempts();
        if (FailurePolicy.countsAgainstRetries(failure)) {
            call.countRetry();
            attempt = call.retries();
        }
        Duration delay =
                FailurePolicy.delay(failure, attempt, new Backoff(baseDelay, maxDelay, random));
        if (!OwnWait.tryBackOff(exchange, failure, delay)) {
            call.attempt().setToBeRepeated(false);
            call.end(failure);
            return;
        }
        boolean waitsForModel = call.attempt().backoff().tryTake(delay);
        exchange.getMessage()
                .setHeader(Exchange.REDELIVERY_DELAY, waitsForModel ? 0L : delay.toMillis());
        log(failure, call, delay);
    }

    /** Says little of the server; the second of a call is a failure like others: see RATIONALE. */
    private static boolean isOnDeadConnection(Exchange exchange, Call call) {
        return !call.attempt().hasMetDeadConnection()
                && !call.patience().isOver()
                && DeadConnectionException.isIn(
                        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    /** The next model worth asking; null if there is none. */
    private String fallback(Failure failure, Call call) {
        boolean isOfFallback =
                !call.fallbacks().isEmpty() && RefusalRules.isRefusedByModel(failure);
        if (fallbackModels.isEmpty() || !failure.concernsOnlyTheModel() && !isOfFallback) {
            return null;
        }
        Set<String> tried = new HashSet<>(Set.of(call.model()));
        call.fallbacks().forEach(fallback -> tried.add(fallback.model()));
        return fallbackModels.stream()
                .filter(model -> !tried.contains(model))
                .findFirst()
                .orElse(null);
    }

    private static void log(Failure failure, Call call, Duration delay) {
        String when =
                delay.isZero()
                        ? "once the quota allows"
                                + (failure.retryDelay() == null
                                        ? ""
                                        : ", the server says in " + seconds(failure.retryDelay()))
                        : "in " + seconds(delay);
        LOG.info(
                "{} ({}), attempt {}: again {}",
                failure.kind().id(),
                call.model(),
                call.attempts(),
                when);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
