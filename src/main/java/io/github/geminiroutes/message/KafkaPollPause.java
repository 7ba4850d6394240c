package io.github.geminiroutes.message;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.camel.component.kafka.PollExceptionStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Kafka's consumers do after a poll that failed: they poll again, each after a pause of its
 * own, which doubles as long as its polls fail. A right that is missing fails each poll at once;
 * Camel's own strategy repeats it, and logs it, a hundred times a second. It stands on the
 * component, as Camel has no such option of an endpoint.
 */
public final class KafkaPollPause implements PollExceptionStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPollPause.class);

    private static final Duration FIRST = Duration.ofSeconds(1);

    /** A group that shares its partitions out waits for those that pause. */
    private static final Duration LONGEST = Duration.ofSeconds(16);

    /** A poll ends by itself long before; one that took longer has received something. */
    private static final long FAILING_NANOS = Duration.ofSeconds(5).toNanos();

    /** How a consumer pauses. */
    @FunctionalInterface
    interface Sleeper {

        void sleep(Duration pause) throws InterruptedException;
    }

    /** The last pause of a consumer, and when it ended. */
    private record Pause(Duration length, long end) {}

    /** All consumers of the component share the strategy, and each has a thread of its own. */
    private final ThreadLocal<Pause> last = new ThreadLocal<>();

    private final LongSupplier nanoTime;
    private final Sleeper sleeper;

    public KafkaPollPause() {
        this(System::nanoTime, pause -> Thread.sleep(pause.toMillis()));
    }

    /**
     * @param nanoTime such as {@link System#nanoTime}
     */
    KafkaPollPause(LongSupplier nanoTime, Sleeper sleeper) {
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
    }

    /** No failure loses a record, or ends the consumption of a topic. */
    @Override
    public boolean canContinue() {
        return true;
    }

    /** Camel has logged the failure. */
    @Override
    public void handle(long partitionLastOffset, Exception exception) {
        Duration pause = next();
        try {
            sleeper.sleep(pause);
        } catch (InterruptedException e) {
            // Camel stops the consumer, and asks itself whether it does. An interrupt that stays
            // would
            // keep it from leaving its group.
            LOG.debug("The pause of a consumer has ended early", e);
        }
        last.set(new Pause(pause, nanoTime.getAsLong()));
    }

    private Duration next() {
        Pause before = last.get();
        if (before == null || nanoTime.getAsLong() - before.end() > FAILING_NANOS) {
            return FIRST;
        }
        Duration twice = before.length().multipliedBy(2);
        return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    }
}
