package io.github.geminiroutes.failure;

import io.github.geminiroutes.GeminiConstants;
import io.github.geminiroutes.api.Call;
import java.security.SecureRandom;
import java.time.Duration;
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

    @Override
    public void process(Exchange exchange) {
        Failure failure =
                FailureClassifier.of(
                        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        Call call = exchange.getProperty(GeminiConstants.CALL, Call.class);
        boolean again = call != null && isWorthAnother(failure, call);
        exchange.setProperty(GeminiConstants.FAILURE, failure);
        exchange.setProperty(GeminiConstants.RETRY, again);
        if (!again) {
            if (call != null) {
                call.end();
            }
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
