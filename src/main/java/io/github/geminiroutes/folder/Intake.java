package io.github.geminiroutes.folder;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.failure.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether prompts are taken from the inbox. They are not while every call would fail for a reason
 * that lies with the account: a bad key, a missing permission, billing. One prompt a minute is
 * tried all the same, and one at once when the key changes; the first that is not refused for such
 * a reason opens the intake again.
 */
public final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);

    /** So long calls share a refusal: a probe with the new key would get the old one's. */
    private static final Duration SAME_REFUSAL = Duration.ofMillis(1_500);

    private final Clock clock;
    private ApiKey key;
    private volatile Failure reason;
    private Instant nextProbe;
    private Instant refusedAt;
    private Object keyThen;

    public Intake() {
        this(Clock.systemUTC());
    }

    Intake(Clock clock) {
        this.clock = clock;
    }

    public void setKey(ApiKey key) {
        this.key = key;
    }

    /** Why nothing is taken; null while the intake is open. */
    public Failure reason() {
        return reason;
    }

    /** Whether the next prompt may be taken; while stopped, the one that is the probe. */
    boolean admits() {
        return reason == null || isProbeDue();
    }

    private synchronized boolean isProbeDue() {
        Instant now = clock.instant();
        Object keyNow = key.version();
        boolean isKeyTried = keyNow.equals(keyThen) || now.isBefore(refusedAt.plus(SAME_REFUSAL));
        if (reason != null && now.isBefore(nextProbe) && isKeyTried) {
            return false;
        }
        nextProbe = now.plus(BETWEEN_PROBES);
        keyThen = keyNow;
        return true;
    }

    /** Nothing more is taken. */
    synchronized void stop(Failure failure) {
        if (reason == null) {
            LOG.error(
                    "Intake stopped, the prompts stay in the inbox: {}: {} | What to do: {}",
                    failure.kind().id(),
                    failure.message(),
                    failure.kind().advice());
            nextProbe = clock.instant().plus(BETWEEN_PROBES);
            keyThen = key.version();
        }
        refusedAt = clock.instant();
        reason = failure;
    }

    /** A call was not refused for the account's sake. */
    void open() {
        if (reason != null) {
            reopen();
        }
    }

    private synchronized void reopen() {
        if (reason != null) {
            reason = null;
            LOG.info("Intake is open again");
        }
    }
}
