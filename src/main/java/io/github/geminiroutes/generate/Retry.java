package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Backoff;
import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.prompt.ModelName;
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
 * Camel's side of a failed attempt: says whether another one is worth it, and when. Camel waits,
 * off the thread; the delay goes into the header {@code CamelRedeliveryDelay}, which overrides the
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
        baseDelay = seconds(seconds);
    }

    /** The longest back-off in seconds. */
    public void setMaxDelay(double seconds) {
        maxDelay = seconds(seconds);
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
        Call call = exchange.getProperty(GeminiConstants.CALL, Call.class);
        String next = call == null ? null : fallback(failure, call);
        boolean again = next != null || call != null && isWorthAnother(failure, call);
        exchange.setProperty(GeminiConstants.RETRY, again);
        if (!again) {
            exchange.setProperty(
                    GeminiConstants.FAILURE, call == null ? failure : call.end(failure));
            return;
        }
        exchange.setProperty(GeminiConstants.FAILURE, failure);
        if (next != null) {
            LOG.info("{} ({}): asking {} instead", failure.kind().id(), call.model(), next);
            call.fallBack(next, failure);
            exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, 0L);
            return;
        }
        int attempt = call.attempts();
        if (failure.kind().disposition() == Disposition.RETRY) {
            call.countRetry();
            attempt = call.retries();
        }
        Duration delay = delay(failure, attempt);
        exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, delay.toMillis());
        tell(failure, call, delay);
    }

    /** The next model worth asking; null if there is none. */
    private String fallback(Failure failure, Call call) {
        if (fallbackModels.isEmpty() || !failure.concernsOnlyTheModel()) {
            return null;
        }
        Set<String> tried = new HashSet<>(Set.of(call.model()));
        call.fallbacks().forEach(fallback -> tried.add(fallback.model()));
        return fallbackModels.stream()
                .filter(model -> !tried.contains(model))
                .findFirst()
                .orElse(null);
    }

    private static void tell(Failure failure, Call call, Duration delay) {
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

    private boolean isWorthAnother(Failure failure, Call call) {
        return switch (failure.kind().disposition()) {
            case WAIT -> true;
            case RETRY -> call.retries() < failure.kind().retries(maxRetries);
            case PARK, STOP_INTAKE, FAIL -> false;
        };
    }

    /**
     * A per-minute limit closes the gate for every call of the model: the wait is there, and only
     * there.
     */
    private Duration delay(Failure failure, int attempt) {
        return failure.kind() == FailureKind.RATE_LIMIT_PER_MINUTE
                ? Duration.ZERO
                : new Backoff(baseDelay, maxDelay, random).delay(failure, attempt);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
