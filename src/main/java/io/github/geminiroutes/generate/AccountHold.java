package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.failure.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether calls with one account may go out. The hold is on while every call would fail for a
 * reason that lies with the account: a bad key, a missing permission, billing. Each edge asks here
 * before it takes a prompt or a message. One of them a minute is the probe, and one at once when
 * the key changes; the first answer that is no such refusal ends the hold. Thread-safe.
 */
public final class AccountHold {

    private static final Logger LOG = LoggerFactory.getLogger(AccountHold.class);
    private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);

    /** For so long after a refusal the calls that waited with the refused one share it. */
    private static final Duration SHARED_REFUSAL = Duration.ofSeconds(1);

    /** Until then a probe with the new key would get the refusal of the old one. */
    private static final Duration SAME_REFUSAL = Duration.ofMillis(1_500);

    private final Clock clock;
    private final ApiKey key;
    private final String account;
    private volatile Failure reason;
    private volatile Refusal lastRefusal;
    private volatile boolean isClosed;
    private Instant nextProbe;
    private Object probedKey;

    /**
     * @param key the account's key; a probe is due when it changes
     * @param account names the account in the log; empty for the application's
     */
    AccountHold(ApiKey key, String account, Clock clock) {
        this.key = Objects.requireNonNull(key, "key");
        this.account = account;
        this.clock = clock;
    }

    /** The hold of an application's key, for an edge that is tested without the core. */
    public static AccountHold of(ApiKey key, Clock clock) {
        return new AccountHold(key, "", clock);
    }

    /** Why calls are held; null while they may go out. */
    public Failure reason() {
        return reason;
    }

    /** When the next probe is due; null while calls may go out. */
    public synchronized Instant nextProbe() {
        return reason == null ? null : nextProbe;
    }

    /**
     * Asks for a call: grants every one while there is no hold, and one probe when it is due.
     *
     * @return whether the caller may make its call
     */
    public boolean tryCall() {
        return !isClosed && (reason == null || tryProbe());
    }

    /** Grants no call any more: the routes stop. */
    void close() {
        isClosed = true;
    }

    /** Takes calls again: the routes have started. */
    void open() {
        isClosed = false;
    }

    private synchronized boolean tryProbe() {
        Instant now = clock.instant();
        Object keyNow = key.version();
        boolean isKeyTried =
                keyNow.equals(probedKey) || now.isBefore(lastRefusal.at.plus(SAME_REFUSAL));
        if (reason != null && now.isBefore(nextProbe) && isKeyTried) {
            return false;
        }
        nextProbe = now.plus(BETWEEN_PROBES);
        probedKey = keyNow;
        return true;
    }

    /**
     * The refusal that a call of the account met a moment ago; null if there is none. A call that
     * waited meanwhile would meet the same.
     */
    Failure sharedRefusal() {
        Refusal last = lastRefusal;
        return last != null && clock.instant().isBefore(last.at.plus(SHARED_REFUSAL))
                ? last.failure
                : null;
    }

    /** Holds the account: a call was refused for its sake. */
    public synchronized void hold(Failure failure) {
        Instant now = clock.instant();
        if (reason == null) {
            LOG.error(
                    "Intake stopped{}, prompts and messages stay where they are: {}: {} | What to do: {}",
                    account.isEmpty() ? "" : " for " + account,
                    failure.kind().id(),
                    failure.message(),
                    failure.kind().advice());
            nextProbe = now.plus(BETWEEN_PROBES);
            probedKey = key.version();
        }
        lastRefusal = new Refusal(failure, now);
        reason = failure;
    }

    /** Ends the hold: the server has accepted the account. */
    public void release() {
        if (reason != null) {
            end();
        }
    }

    private synchronized void end() {
        if (reason != null) {
            reason = null;
            LOG.info("Intake is open again{}", account.isEmpty() ? "" : " for " + account);
        }
    }

    private record Refusal(Failure failure, Instant at) {}
}
