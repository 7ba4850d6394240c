package io.github.geminiroutes.policy;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.failure.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * Whether calls with one account may go out. The hold is on while every call would fail for a
 * reason that lies with the account or the way to the server: a bad key, a missing permission,
 * billing, a wrong address. Each edge asks here before it takes a prompt or a message. One of them
 * a minute is the probe, and one at once when the key changes; the first answer that is no such
 * refusal ends the hold.
 *
 * <p>{@link RefusalEvidence} tells whether a refusal is everybody's or one prompt's, such as that
 * of a cache that is gone. As long as only calls for one subject were refused, such as one model,
 * the drop folder goes on looking for a prompt with another: see {@link #meetRefusal}. Thread-safe.
 */
public final class AccountHold {

    /** For so long after a refusal the calls that waited with the refused one share it. */
    private static final Duration SHARED_REFUSAL = Duration.ofSeconds(1);

    private final AccountEvidence evidence = new AccountEvidence();
    private final RefusalEvidence account = evidence.account();
    private final IntakeProbe probe;
    private final Clock clock;
    private final HoldLog log;
    private volatile Failure reason;
    private volatile String refusedPrompt;
    private volatile Refusal lastRefusal;
    private volatile boolean isClosed;
    private Instant heldSince = Instant.MAX;

    /** The hold of an account: a probe is due when its key changes, and the log is told. */
    public AccountHold(ApiKey key, HoldLog log, Clock clock) {
        this.probe = new IntakeProbe(Objects.requireNonNull(key, "key"));
        this.log = log;
        this.clock = clock;
    }

    /** The hold of an application's key, for an edge that is tested without the core. */
    public static AccountHold of(ApiKey key, Clock clock) {
        return new AccountHold(key, new HoldLog("", Set::of), clock);
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

    /** Whether a call may go: every one while there is no hold, and one probe when it is due. */
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

    /** Grants calls, or none any more: the routes have started, or stop. */
    public void setOpen(boolean isOpen) {
        isClosed = !isOpen;
    }

    private synchronized boolean tryProbe(String prompt) {
        if (reason == null) {
            return true;
        }
        Instant now = clock.instant();
        return probe.tryProbe(evidence.about(reason).isRefused(prompt), lastRefusal.at, now)
                || evidence.isUnsettled(reason) && probe.tryLook(prompt, now);
    }

    /**
     * Whether one of the waiting prompts may still be accepted, and is about to be looked at.
     *
     * @param waiting how many prompts wait
     */
    public synchronized boolean isLooking(long waiting) {
        return reason != null
                && evidence.isUnsettled(reason)
                && probe.isLooking(waiting, clock.instant());
    }

    /**
     * Has a call meet the refusal that a call for the same subject met a moment ago, while this one
     * waited. It ends the look that the prompt was taken for.
     *
     * @return null if the call may go
     * @throws CallDeferredException if the prompt was taken only to see its subject, and that is
     *     one that is refused
     */
    public synchronized Failure meetRefusal(String prompt, String subject) {
        if (reason == null) {
            return null;
        }
        boolean isRefused = evidence.isRefused(subject, reason);
        if (probe.endLook(prompt) && isRefused) {
            probe.hold(prompt);
            throw CallDeferredException.ofHold();
        }
        boolean isFresh = clock.instant().isBefore(lastRefusal.at.plus(SHARED_REFUSAL));
        return isFresh && evidence.isShared(subject, reason) ? lastRefusal.failure : null;
    }

    /**
     * Judges the refusal of a call by the account: the prompt's own fault, or perhaps everybody's.
     * Where nothing was accepted lately the account is held at once, else with the second prompt.
     *
     * @param prompt names the prompt
     * @param subject what the call asks for
     * @return whether the refusal is the prompt's own fault
     */
    public synchronized boolean refuse(String prompt, String subject, Failure failure) {
        RefusalEvidence.Verdict verdict = account.refuse(prompt, subject, clock.instant());
        // The probes of a held key are refused for its sake, however often it is the same prompt.
        boolean isOfHeldKey = reason != null && RefusalRules.isOfKey(reason);
        if (isOfHeldKey || verdict == RefusalEvidence.Verdict.EVERYBODYS) {
            hold(prompt, failure);
        }
        return !isOfHeldKey && verdict == RefusalEvidence.Verdict.PROMPTS_OWN;
    }

    /**
     * Notes a refusal of the account that may be the prompt's own. Intake goes on meanwhile.
     *
     * @return null if it is judged at once: see {@link #refuse}
     */
    public synchronized Doubts.Doubt doubt(
            String prompt, String subject, String model, Failure refusal) {
        return reason == null
                ? evidence.doubt(prompt, subject, model, refusal, clock.instant())
                : null;
    }

    /** Says what is known of a refusal in doubt; the account is held if it is everybody's. */
    public synchronized Doubts.Next judge(Doubts.Doubt doubt) {
        if (reason != null) {
            return Doubts.Next.EVERYBODYS;
        }
        Doubts.Next next = evidence.next(doubt, clock.instant());
        boolean wasEverybodys = doubt.verdict() == RefusalEvidence.Verdict.EVERYBODYS;
        if (next == Doubts.Next.EVERYBODYS || next == Doubts.Next.UNKNOWN && wasEverybodys) {
            hold(doubt.prompt(), doubt.refusal());
        }
        return next;
    }

    /** How often a prompt was refused before, if it is not judged yet. */
    public synchronized int refusals(String prompt) {
        return account.times(prompt);
    }

    /** Free calls, and the refusals that wait for them. */
    public Doubts doubts() {
        return evidence.doubts();
    }

    /**
     * Judges a refusal that Gemini did not write. It is the way's, and everybody's once a prompt
     * met it again, unless others were accepted lately and only some are refused. Returns whether
     * the account is held.
     */
    public synchronized boolean refuseOnTheWay(
            String prompt, String subject, Failure failure, boolean isUpload) {
        if (evidence.refuseOnTheWay(prompt, subject, isUpload, clock.instant())
                || reason != null && reason.kind() == failure.kind()) {
            hold(prompt, failure);
            return true;
        }
        return false;
    }

    /** Whether a call that left at that time left although the account was held. */
    public synchronized boolean isProbe(Instant sentAt) {
        return reason != null && sentAt.isAfter(heldSince);
    }

    /** Notes a refusal for want of money; returns whether every call would meet it. */
    public synchronized boolean refuseForMoney(String prompt) {
        return evidence.refuseForMoney(prompt, clock.instant());
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
    public synchronized void accept(String subject, Instant began) {
        evidence.accept(subject, began, clock.instant());
        // A call that left before shows that the key was good then.
        if (reason != null && (!began.isBefore(heldSince) || !RefusalRules.isOfKey(reason))) {
            reason = null;
            probe.end();
            log.open();
        }
    }

    /** Ends the hold: a call was answered, so that there is money, too. */
    public synchronized void answer(String subject, Instant began) {
        evidence.answer(began, clock.instant());
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
            log.stopped(prompt, failure);
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
