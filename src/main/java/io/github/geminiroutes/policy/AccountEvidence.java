package io.github.geminiroutes.policy;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import java.time.Duration;
import java.time.Instant;

/**
 * What the calls of one account have met, by what a refusal may be about: the account itself, its
 * money, the way to the server. Not thread-safe.
 */
final class AccountEvidence {

    /** For so long a way that refuses calls is tried again before it is taken for broken. */
    private static final Duration OF_THE_WAY = Duration.ofSeconds(10);

    private final RefusalEvidence account = new RefusalEvidence();
    private final RefusalEvidence money = new RefusalEvidence();
    private final RefusalEvidence way = new RefusalEvidence();
    private final Doubts doubts = new Doubts();

    /** Refusals of the account itself. */
    RefusalEvidence account() {
        return account;
    }

    /** The evidence that a refusal belongs to. */
    RefusalEvidence about(Failure refusal) {
        return refusal.kind() == FailureKind.ADDRESS_REFUSES ? way : account;
    }

    /** Free calls, and the refusals that wait for them. */
    Doubts doubts() {
        return doubts;
    }

    /**
     * Whether calls of other prompts may be accepted while one is refused, for all that is known.
     */
    boolean isUnsettled(Failure refusal) {
        return RefusalRules.mayConcernOnlyTheSubject(refusal)
                ? !about(refusal).isOfAllSubjects()
                : refusal.httpCode() > 0 && account.isOfOnePrompt();
    }

    /** Whether another call for the subject would meet the refusal, as far as is known. */
    boolean isRefused(String subject, Failure refusal) {
        return !isUnsettled(refusal) || about(refusal).isRefusedSubject(subject);
    }

    /**
     * Whether a call for the subject has the refusal of another in place of its own. The first one
     * for a subject has not, where only others may be refused: its answer tells at once.
     */
    boolean isShared(String subject, Failure refusal) {
        boolean mayBeWell =
                RefusalRules.mayConcernOnlyTheSubject(refusal) && about(refusal).isUntried(subject);
        return isRefused(subject, refusal) && !mayBeWell;
    }

    /** Notes a refusal for want of money; returns whether every call would meet it. */
    boolean refuseForMoney(String prompt, Instant now) {
        return money.refuse(prompt, "", now) == RefusalEvidence.Verdict.EVERYBODYS;
    }

    /**
     * Notes a refusal of the way; returns whether every call would meet it. Some prompts in a row
     * tell nothing where others were accepted a moment ago: a gateway may refuse what they say.
     * What refuses uploads tells nothing of calls that are accepted.
     */
    boolean refuseOnTheWay(String prompt, String subject, boolean isUpload, Instant now) {
        if (isUpload && way.wasAccepted(now)) {
            return false;
        }
        return way.refuse(prompt, subject, now) == RefusalEvidence.Verdict.EVERYBODYS
                && (way.times(prompt) > 1 || way.lastsFor(OF_THE_WAY, now))
                && (!way.wasAccepted(now) || way.isOfManyPrompts());
    }

    /**
     * Notes a refusal of the account that may be the prompt's own.
     *
     * @return null if it cannot be in doubt: a key that was never accepted is bad for all
     */
    Doubts.Doubt doubt(String prompt, String subject, String model, Failure refusal, Instant now) {
        boolean mayBePrompts =
                account.wasAccepted(now) || RefusalRules.mayConcernOnlyTheSubject(refusal);
        if (!mayBePrompts || !doubts.arePossible(account.isOfSubjects(now), now)) {
            return null;
        }
        doubts.refuse(prompt, now);
        int earlier = account.times(prompt);
        RefusalEvidence.Verdict verdict = account.refuse(prompt, subject, now);
        return new Doubts.Doubt(prompt, model, refusal, now, verdict, earlier);
    }

    /** Says what is known of a refusal in doubt. */
    Doubts.Next next(Doubts.Doubt doubt, Instant now) {
        boolean isOwn =
                doubt.verdict() == RefusalEvidence.Verdict.PROMPTS_OWN
                        || account.wasAcceptedSince(doubt.at());
        Doubts.Next next =
                isOwn
                        ? Doubts.Next.PROMPTS_OWN
                        : doubts.next(
                                doubt.at(),
                                account.wasAccepted(now),
                                account.isOfSubjects(now),
                                now);
        if (next == Doubts.Next.PROMPTS_OWN) {
            account.forget(doubt.prompt());
        }
        return next;
    }

    /** A call was accepted, whatever became of it. */
    void accept(String subject, Instant began, Instant now) {
        account.accept(subject, began, now);
        way.accept(subject, began, now);
        doubts.accept(subject);
    }

    /** A call was answered, so that there is money. */
    void answer(Instant began, Instant now) {
        money.accept("", began, now);
    }
}
