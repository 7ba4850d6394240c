package io.github.geminiroutes.message;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.ParkingTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Until when messages are held that cannot be asked now. A held message is neither acknowledged nor
 * given back, so the broker brings no further one in its place: consumption pauses once as many are
 * held as there are consumers.
 *
 * <p>While every call would fail for a reason that lies with the account, one message a minute is
 * tried, and one at once when the key changes. Thread-safe.
 */
public final class MessageHold {

    /** From here on a message that alone keeps failing has had its chances. */
    static final int MOST_HOLDS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(MessageHold.class);
    private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);

    private final Clock clock;
    private ApiKey key;
    private ParkingTime time = new ParkingTime(Duration.ofMinutes(5));
    private Failure account;
    private Instant nextProbe;
    private Object keyThen;
    private long answered;
    private Instant toldUntil = Instant.MIN;

    /** As many as there are consumers, at most. */
    private final Set<Held> waiting = Collections.newSetFromMap(new IdentityHashMap<>());

    public MessageHold() {
        this(Clock.systemUTC());
    }

    MessageHold(Clock clock) {
        this.clock = clock;
    }

    public void setKey(ApiKey key) {
        this.key = key;
    }

    /** How long a message is held for a fault of the service, in seconds. */
    public void setBaseDelay(double seconds) {
        time = new ParkingTime(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    /** What one message knows of its holds. Touched by one thread at a time. */
    static final class Held {
        private Instant notBefore = Instant.MIN;
        private int holds;
        private long answeredThen;
        private Failure why;
    }

    /**
     * What is held now.
     *
     * @param messages how many; while the account is refused those that were not tried, too
     * @param reason why; of several reasons the one that lasts longest; null if nothing is held
     * @param until when a held message is asked again; null if nothing is held
     * @param isAccount whether every message would be refused
     */
    public record State(int messages, Failure reason, Instant until, boolean isAccount) {

        private static final State NOTHING = new State(0, null, null, false);
    }

    /** How long the message waits still; zero: it may be asked now. */
    synchronized Duration remaining(Held held) {
        Duration remaining = remaining(held, clock.instant());
        if (remaining.isZero()) {
            waiting.remove(held);
        } else {
            waiting.add(held);
        }
        return remaining;
    }

    private Duration remaining(Held held, Instant now) {
        if (now.isBefore(held.notBefore)) {
            return Duration.between(now, held.notBefore);
        }
        if (account == null) {
            return Duration.ZERO;
        }
        Object keyNow = key.version();
        if (now.isBefore(nextProbe) && keyNow.equals(keyThen)) {
            return Duration.between(now, nextProbe);
        }
        nextProbe = now.plus(BETWEEN_PROBES);
        keyThen = keyNow;
        return Duration.ZERO;
    }

    /** Whether a message that failed is held, and until when is noted; false: it fails for good. */
    synchronized boolean holds(Held held, Failure failure) {
        Disposition disposition = failure.kind().afterLastRetry();
        if (disposition == Disposition.STOP_INTAKE) {
            stop(failure);
            waiting.add(held);
            return true;
        }
        if (failure.httpCode() > 0) {
            reopen();
        }
        if (disposition == Disposition.FAIL || isHopeless(held, failure)) {
            return false;
        }
        if (held.holds == 0) {
            held.answeredThen = answered;
        }
        held.notBefore = notBefore(held, failure);
        // An outage says nothing of the message.
        held.holds += failure.kind() == FailureKind.OUTAGE ? 0 : 1;
        held.why = failure;
        tell(failure, held.notBefore);
        return true;
    }

    /** A message is under way no more. */
    synchronized void forget(Held held) {
        waiting.remove(held);
    }

    /**
     * A fault of the service is waited for no longer each time: with all messages held nobody else
     * would find out that it is over. In an outage the calls rest by themselves.
     */
    private Instant notBefore(Held held, Failure failure) {
        Instant now = clock.instant();
        if (failure.kind() == FailureKind.OUTAGE) {
            return now;
        }
        boolean isOfService = failure.kind().disposition() == Disposition.RETRY;
        return time.notBefore(failure, isOfService ? 0 : held.holds, now);
    }

    private boolean isHopeless(Held held, Failure failure) {
        return failure.kind().disposition() == Disposition.RETRY
                && held.holds >= MOST_HOLDS
                && answered > held.answeredThen;
    }

    /** A message was answered. */
    synchronized void answered() {
        answered++;
        reopen();
    }

    /** Why nothing is asked; null if nothing stands against it. */
    synchronized Failure reason() {
        return account;
    }

    /** What is held now, and why. */
    synchronized State state() {
        if (account != null) {
            return new State(waiting.size(), account, nextProbe, true);
        }
        // Those that waited for the account alone go on with their next look.
        return waiting.stream()
                .filter(held -> held.why != null)
                .max(Comparator.comparing(held -> held.notBefore))
                .map(longest -> new State(waiting.size(), longest.why, longest.notBefore, false))
                .orElse(State.NOTHING);
    }

    private void stop(Failure failure) {
        if (account == null) {
            LOG.error(
                    "No message is asked, all are held: {}: {} | What to do: {}",
                    failure.kind().id(),
                    failure.message(),
                    failure.kind().advice());
            nextProbe = clock.instant().plus(BETWEEN_PROBES);
            keyThen = key.version();
        }
        account = failure;
    }

    private void reopen() {
        if (account != null) {
            account = null;
            LOG.info("Messages are asked again");
        }
    }

    /** One line, and not one for each message that is held. */
    private void tell(Failure failure, Instant until) {
        if (until.isAfter(toldUntil)) {
            toldUntil = until.plus(BETWEEN_PROBES);
            LOG.warn(
                    "Messages are held until {}: {}: {} | What to do: {}",
                    until,
                    failure.kind().id(),
                    failure.message(),
                    failure.kind().advice());
        }
    }
}
