package io.github.geminiroutes.message;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.OpenHours;
import io.github.geminiroutes.policy.AccountHold;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.support.Seconds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Until when messages are held that cannot be asked now. A held message is neither acknowledged nor
 * given back. It keeps its consumer: consumption pauses once as many are held as there may be
 * consumers.
 *
 * <p>While every call would fail for a reason that lies with the account, one message a minute is
 * tried, and one at once when the key changes. Thread-safe.
 */
public final class MessageHold {

    private static final Logger LOG = LoggerFactory.getLogger(MessageHold.class);

    /** Calls have ended for good: the message waits for the stop, which gives it back. */
    private static final Duration UNTIL_THE_STOP = Duration.ofSeconds(1);

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final Clock clock;
    private final LongSupplier nanoTime;
    private FailurePolicy policy = FailurePolicy.ofHolding(Duration.ofMinutes(5));
    private CamelContext context;
    private AccountHold account;
    private long answered;
    private Instant loggedUntil = Instant.MIN;

    /** As many as there may be consumers, at most. */
    private final Set<Held> waiting = Collections.newSetFromMap(new IdentityHashMap<>());

    MessageHold(Clock clock) {
        this(clock, System::nanoTime);
    }

    MessageHold(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** The context with the core. */
    void setCamelContext(CamelContext context) {
        this.context = context;
    }

    /** For tests without the core. */
    void setAccount(AccountHold account) {
        this.account = account;
    }

    /** Found when it is needed: a host may load the files in any order. */
    private AccountHold account() {
        if (account == null) {
            account = GeminiClient.of(context).accountHold();
        }
        return account;
    }

    private OpenHours hours() {
        GeminiClient client = context == null ? null : GeminiClient.of(context);
        return client == null ? OpenHours.ALWAYS : client.hours();
    }

    /** How long a message is held for a fault of the service, in seconds. */
    void setBaseDelay(double seconds) {
        policy = FailurePolicy.ofHolding(Seconds.toDuration(seconds));
    }

    /** The holds of one message. Touched by one thread at a time. */
    static final class Held {
        private Instant notBefore = Instant.MIN;

        /** When that is by the time that passes, should the clock be set back. */
        private long notBeforeNanos;

        private int holds;
        private int faults;
        private long answeredThen;
        private Failure why;

        /** Whether the message was held for itself or its model, and not for the account alone. */
        boolean hasReason() {
            return why != null;
        }
    }

    /**
     * What is held now.
     *
     * @param messages how many; while the account is refused those that were not tried, too
     * @param reason why; of several reasons the one that lasts longest; null if nothing is held, or
     *     if all wait for the hours of calls alone
     * @param until when a held message is asked again; null without a reason
     * @param isAccount whether every message would be refused
     */
    public record State(int messages, Failure reason, Instant until, boolean isAccount) {

        private static final State NOTHING = new State(0, null, null, false);
    }

    /**
     * Asks for a message's call; while the account is refused, it may become the probe.
     *
     * @return how long the message waits still; zero: it is asked now
     */
    synchronized Duration tryAsk(Held held) {
        Duration remaining = tryAsk(held, clock.instant());
        if (remaining.isZero()) {
            waiting.remove(held);
        } else {
            waiting.add(held);
        }
        return remaining;
    }

    private Duration tryAsk(Held held, Instant now) {
        Duration byTime = Duration.ofNanos(held.notBeforeNanos - nanoTime.getAsLong());
        if (now.isBefore(held.notBefore) && byTime.compareTo(Duration.ZERO) > 0) {
            Duration byClock = Duration.between(now, held.notBefore);
            return byClock.compareTo(byTime) < 0 ? byClock : byTime;
        }
        if (!hours().isOpen(now)) {
            return Duration.between(now, hours().opensAt(now));
        }
        if (account().tryCall()) {
            return Duration.ZERO;
        }
        Instant probe = account().nextProbe();
        if (probe == null) {
            return UNTIL_THE_STOP;
        }
        Duration wait = Duration.between(now, probe);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /**
     * Holds a message that failed, unless it fails for good.
     *
     * @return whether it is held
     */
    synchronized boolean tryHold(Held held, Failure failure) {
        FailurePolicy.History history =
                new FailurePolicy.History(held.holds, held.faults, answered > held.answeredThen);
        Instant now = clock.instant();
        FailurePolicy.Verdict verdict = policy.verdict(failure, history, now);
        if (verdict instanceof FailurePolicy.Verdict.HoldAccount) {
            waiting.add(held);
            return true;
        }
        if (!(verdict instanceof FailurePolicy.Verdict.ParkUntil until)) {
            return false;
        }
        if (held.holds == 0) {
            held.answeredThen = answered;
        }
        held.notBefore = until.notBefore();
        held.notBeforeNanos =
                nanoTime.getAsLong() + Duration.between(now, held.notBefore).toNanos();
        held.holds = until.parkings();
        held.faults = until.faults();
        held.why = failure;
        log(failure, held.notBefore);
        return true;
    }

    /** A message is under way no more. */
    synchronized void forget(Held held) {
        waiting.remove(held);
    }

    /** A message was answered. */
    synchronized void recordAnswer() {
        answered++;
    }

    /** What is held now, and why. */
    synchronized State state() {
        Failure refusal = account().reason();
        if (refusal != null) {
            return new State(waiting.size(), refusal, account().nextProbe(), true);
        }
        boolean isOpen = hours().isOpen(clock.instant());
        // Those that waited for the account alone go on with their next look.
        return waiting.stream()
                .filter(held -> held.why != null)
                .max(Comparator.comparing(held -> held.notBefore))
                .map(longest -> new State(waiting.size(), longest.why, longest.notBefore, false))
                .orElse(isOpen ? State.NOTHING : new State(waiting.size(), null, null, false));
    }

    /** One line, and not one for each message that is held. */
    private void log(Failure failure, Instant until) {
        if (until.isAfter(loggedUntil)) {
            loggedUntil = until.plus(BETWEEN_LINES);
            LOG.warn(
                    "Messages are held until {}: {}: {} | What to do: {}",
                    until,
                    failure.kind().id(),
                    failure.message(),
                    failure.kind().advice());
        }
    }
}
