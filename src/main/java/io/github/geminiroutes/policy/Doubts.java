package io.github.geminiroutes.policy;

import io.github.geminiroutes.api.KeyCheck;
import io.github.geminiroutes.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Refusals of the account that may be their prompts' own. Intake goes on while they are in doubt,
 * and a refused prompt is not asked again: it waits until others tell. A call that leaves later and
 * is accepted, or a free call that is refused, tells at once. Where no other call is made, the free
 * call that is accepted tells, for a few prompts at most: the server may take a key for free calls
 * and for no other. Thread-safe.
 */
public final class Doubts {

    /** So often the prompts that wait look for the judgement. */
    public static final Duration LOOK = Duration.ofMillis(200);

    /**
     * So many prompts in a row, with no call that is accepted, are no chance: intake stops, unless
     * all of them asked for what the key may not use.
     */
    private static final int MANY = 25;

    /** For so long after the last refusal, other calls are waited for. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    /** A free call that began so shortly before a refusal tells as much as a later one. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Duration LONGEST_CHECK = Duration.ofSeconds(15);

    private static final Duration LONGEST_DOUBT = Duration.ofMinutes(1);

    /** For so long a server that has no free call is not asked for one again. */
    private static final Duration WITHOUT_CHECK = Duration.ofMinutes(5);

    /** What is known of a refusal. */
    public enum Next {
        /** The caller makes the free call. */
        CHECK,
        /** Nothing yet. */
        WAIT,
        /** It is the prompt's own. */
        PROMPTS_OWN,
        /** It is everybody's. */
        EVERYBODYS,
        /** The free call tells nothing. */
        UNKNOWN
    }

    /**
     * A refusal that may be the prompt's own.
     *
     * @param prompt names the prompt
     * @param model the model it asked
     * @param refusal what the server said
     * @param at when
     * @param verdict what the refusals so far say
     * @param earlier how often the prompt was refused in earlier calls
     */
    public record Doubt(
            String prompt,
            String model,
            Failure refusal,
            Instant at,
            RefusalEvidence.Verdict verdict,
            int earlier) {}

    /** The prompts that were refused since a call was accepted. */
    private final Set<String> refused = new HashSet<>();

    private final CallerEvidence callers = new CallerEvidence();

    private String accepted;
    private Instant refusedAt = Instant.EPOCH;
    private Instant checkBegan = Instant.EPOCH;
    private KeyCheck.Answer answer;

    /**
     * Whether a refusal that comes now may be doubted.
     *
     * @param isOfSubjects as in {@link #next}
     */
    synchronized boolean arePossible(boolean isOfSubjects, Instant now) {
        boolean isWithoutCheck =
                answer == KeyCheck.Answer.UNKNOWN && now.isBefore(checkBegan.plus(WITHOUT_CHECK));
        return (isOfSubjects || refused.size() < MANY) && !isWithoutCheck;
    }

    synchronized void refuse(String prompt, Instant now) {
        if (refused.size() < MANY) {
            refused.add(prompt);
        }
        refusedAt = now;
    }

    /** A call was accepted, which had asked for the subject. */
    synchronized void accept(String subject) {
        refused.clear();
        if (!subject.isEmpty()) {
            accepted = subject;
        }
    }

    /** Whose calls are refused. */
    public CallerEvidence callers() {
        return callers;
    }

    /** What the last accepted call asked for; null if none was. */
    public synchronized String accepted() {
        return accepted;
    }

    /**
     * Says what is known of a refusal, and begins a free call where one is due.
     *
     * @param wereOthersAccepted whether other calls were accepted in the last minutes
     * @param isOfSubjects whether nothing was refused that was accepted in the last minutes: then
     *     any number of refusals tells of the models that were asked for, and one client could hold
     *     all others by asking for a model that the key may not use
     */
    synchronized Next next(
            Instant doubtedAt, boolean wereOthersAccepted, boolean isOfSubjects, Instant now) {
        if (!now.isBefore(doubtedAt.plus(LONGEST_DOUBT))) {
            return Next.UNKNOWN;
        }
        if (answer == null && now.isBefore(checkBegan.plus(LONGEST_CHECK))) {
            return Next.WAIT;
        }
        if (answer == null || checkBegan.isBefore(doubtedAt.minus(FRESH))) {
            checkBegan = now;
            answer = null;
            return Next.CHECK;
        }
        return switch (answer) {
            case REFUSED -> Next.EVERYBODYS;
            case UNKNOWN -> Next.UNKNOWN;
            case ACCEPTED -> ofAccepted(wereOthersAccepted, isOfSubjects, now);
        };
    }

    private Next ofAccepted(boolean wereOthersAccepted, boolean isOfSubjects, Instant now) {
        if (refused.size() >= MANY && !isOfSubjects) {
            return Next.EVERYBODYS;
        }
        if (now.isBefore(refusedAt.plus(QUIET))) {
            return Next.WAIT;
        }
        return wereOthersAccepted ? Next.PROMPTS_OWN : Next.EVERYBODYS;
    }

    /** A free call has ended. */
    public synchronized void checked(KeyCheck.Answer newAnswer) {
        answer = newAnswer;
    }
}
