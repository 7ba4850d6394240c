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
 * reason that lies with the account or the way to the server: a bad key, a missing permission,
 * billing, a wrong address. Each edge asks here before it takes a prompt or a message. One of them
 * a minute is the probe, and one at once when the key changes; the first answer that is no such
 * refusal ends the hold.
 *
 * <p>{@link RefusalEvidence} tells whether a refusal is everybody's or one prompt's, such as that
 * of a cache that is gone. As long as only calls for one subject were refused, such as one model,
 * the drop folder goes on looking for a prompt with another: see {@link #refusalOf}. Thread-safe.
 */
public final class AccountHold {

    private static final Logger LOG = LoggerFactory.getLogger(AccountHold.class);

    /** For so long after a refusal the calls that waited with the refused one share it. */
    private static final Duration SHARED_REFUSAL = Duration.ofSeconds(1);

    /** For so long a way that refuses calls is tried again before it is taken for broken. */
    private static final Duration OF_THE_WAY = Duration.ofSeconds(10);

    private final RefusalEvidence account = new RefusalEvidence();
    private final RefusalEvidence money = new RefusalEvidence();
    private final RefusalEvidence way = new RefusalEvidence();

    private final IntakeProbe probe;
    private final Clock clock;
    private final String name;
    private volatile Failure reason;
    private volatile String refusedPrompt;
    private volatile Refusal lastRefusal;
    private volatile boolean isClosed;
    private Instant heldSince = Instant.MAX;

    /**
     * @param key the account's key; a probe is due when it changes
     * @param name names the account in the log; empty for the application's
     */
    AccountHold(ApiKey key, String name, Clock clock) {
        this.probe = new IntakeProbe(Objects.requireNonNull(key, "key"));
        this.name = name;
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

    /** The prompt that met the refusal; null while calls may go out. */
    public String refusedPrompt() {
        return reason == null ? null : refusedPrompt;
    }

    /** When the next probe is due; null while calls may go out. */
    public synchronized Instant nextProbe() {
        return reason == null ? null : probe.next();
    }

    /**
     * Asks for a call: grants every one while there is no hold, and one probe when it is due.
     *
     * @return whether the caller may make its call
     */
    public boolean tryCall() {
        return tryCall(null);
    }

    /**
     * As {@link #tryCall()}, for a prompt that can be put back without a call. One that was refused
     * is a probe only if no other comes: its next refusal would tell nothing about others.
     */
    public boolean tryCall(String prompt) {
        return !isClosed && (reason == null || tryProbe(prompt));
    }

    /** Grants no call any more: the routes stop. */
    void close() {
        isClosed = true;
    }

    /** Takes calls again: the routes have started. */
    void open() {
        isClosed = false;
    }

    private synchronized boolean tryProbe(String prompt) {
        if (reason == null) {
            return true;
        }
        Instant now = clock.instant();
        return probe.tryProbe(account.isRefused(prompt), lastRefusal.at, now)
                || isUnsettled() && probe.tryLook(prompt, now);
    }

    /** Whether calls of other prompts may be accepted, for all that is known. */
    private boolean isUnsettled() {
        return RefusalRules.mayConcernOnlyTheSubject(reason)
                ? !account.isOfAllSubjects()
                : reason.httpCode() > 0 && account.isOfOnePrompt();
    }

    /**
     * Whether one of the waiting prompts may still be accepted, and is about to be looked at.
     *
     * @param waiting how many prompts wait
     */
    public synchronized boolean isLooking(long waiting) {
        return reason != null && isUnsettled() && probe.isLooking(waiting, clock.instant());
    }

    /**
     * The refusal that a call would meet: a call for the same subject met it a moment ago, while
     * this one waited. Null if the call may go.
     *
     * @throws CallDeferredException if the prompt was taken only to see its subject, and that is
     *     one that is refused
     */
    synchronized Failure refusalOf(String prompt, String subject) {
        if (reason == null) {
            return null;
        }
        boolean isRefused = !isUnsettled() || account.isRefusedSubject(subject);
        if (probe.endLook(prompt) && isRefused) {
            probe.hold(prompt);
            throw CallDeferredException.ofHold();
        }
        boolean isFresh = clock.instant().isBefore(lastRefusal.at.plus(SHARED_REFUSAL));
        return isFresh && isRefused ? lastRefusal.failure : null;
    }

    /**
     * Judges the refusal of a call by the account: the prompt's own fault, or perhaps everybody's.
     * Where nothing was accepted lately the account is held at once, else with the second prompt.
     *
     * @param prompt names the prompt
     * @param subject what the call asks for
     * @return whether the refusal is the prompt's own fault
     */
    synchronized boolean refuse(String prompt, String subject, Failure failure) {
        RefusalEvidence.Verdict verdict = account.refuse(prompt, subject, clock.instant());
        if (verdict == RefusalEvidence.Verdict.EVERYBODYS) {
            hold(prompt, failure);
        }
        return verdict == RefusalEvidence.Verdict.PROMPTS_OWN;
    }

    /**
     * Judges a refusal that Gemini did not write. It is the way's, and everybody's once a prompt
     * met it again and no call was accepted meanwhile.
     *
     * @return whether the account is held
     */
    synchronized boolean refuseOnTheWay(String prompt, Failure failure) {
        Instant now = clock.instant();
        boolean isEverybodys =
                way.refuse(prompt, "", now) == RefusalEvidence.Verdict.EVERYBODYS
                        && (way.times(prompt) > 1 || way.lastsFor(OF_THE_WAY, now));
        if (isEverybodys || reason != null && reason.kind() == failure.kind()) {
            hold(prompt, failure);
            return true;
        }
        return false;
    }

    /** Whether a call that left at that time left although the account was held. */
    synchronized boolean isProbe(Instant sentAt) {
        return reason != null && sentAt.isAfter(heldSince);
    }

    /** Judges a refusal for want of money: whether every call would meet it. */
    synchronized boolean refuseForMoney(String prompt) {
        return money.refuse(prompt, "", clock.instant()) == RefusalEvidence.Verdict.EVERYBODYS;
    }

    /** The server has accepted the account, whatever it said of the call. See {@link #answer}. */
    public void accept(Instant began) {
        accept("", began);
    }

    /**
     * Ends the hold: the server has accepted the account.
     *
     * @param began when the call that was accepted began
     */
    synchronized void accept(String subject, Instant began) {
        Instant now = clock.instant();
        account.accept(subject, began, now);
        way.accept("", began, now);
        if (reason != null) {
            reason = null;
            probe.end();
            LOG.info("Intake is open again{}", name.isEmpty() ? "" : " for " + name);
        }
    }

    /** Ends the hold: a call was answered, so that there is money, too. */
    synchronized void answer(String subject, Instant began) {
        money.accept("", began, clock.instant());
        accept(subject, began);
    }

    /**
     * Holds the account: no call can succeed for its sake.
     *
     * @param prompt names the prompt that met the failure
     */
    public synchronized void hold(String prompt, Failure failure) {
        Instant now = clock.instant();
        probe.hold(prompt);
        boolean isNew = reason == null;
        if (isNew || reason.kind() != failure.kind()) {
            refusedPrompt = prompt;
            LOG.error(
                    "Intake stopped{}, prompts and messages stay where they are: {}: {} | Met by {} | What to do: {}",
                    name.isEmpty() ? "" : " for " + name,
                    failure.kind().id(),
                    failure.message(),
                    prompt,
                    failure.kind().advice());
        }
        if (isNew) {
            heldSince = now;
            probe.begin(account.wasAccepted(now), now);
        }
        lastRefusal = new Refusal(failure, now);
        reason = failure;
    }

    private record Refusal(Failure failure, Instant at) {}
}
