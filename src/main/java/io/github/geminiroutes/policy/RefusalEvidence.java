package io.github.geminiroutes.policy;

import io.github.geminiroutes.support.BoundedMap;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the calls of one account have met: which prompts were refused, and which calls were
 * accepted. The server's words do not tell whether a refusal is everybody's or one prompt's; this
 * does. A <em>subject</em> is what a call asks for, such as its model: a key may be allowed one and
 * not another. Not thread-safe.
 */
final class RefusalEvidence {

    /** Whose a refusal is. */
    enum Verdict {
        /** This prompt's, or its subject's: others are accepted. */
        PROMPTS_OWN,
        /** Others were accepted a moment ago: the next calls tell. */
        OPEN,
        /** No call is accepted. */
        EVERYBODYS
    }

    /** For so long an accepted call shows that a first refusal may be the prompt's alone. */
    private static final Duration RECENT = Duration.ofMinutes(5);

    /** Refused so often, alone, while others were accepted recently: the prompt is at fault. */
    private static final int MOST_REFUSALS = 3;

    /** So many prompts of two subjects: the subject is not the reason. */
    private static final int SOME_PROMPTS = 3;

    /** So many prompts in a row, and more are not counted: a host may meet thousands. */
    static final int MANY_PROMPTS = 25;

    private static final int MOST_PROMPTS = 1_000;
    private static final int MOST_SUBJECTS = 100;

    private final Map<String, PromptRefusals> refused = BoundedMap.byEntry(MOST_PROMPTS);
    private final Map<String, Instant> accepted = BoundedMap.byUse(MOST_SUBJECTS);

    /** The prompts that were refused since the last call was accepted, few of them by subject. */
    private final Map<String, Set<String>> refusedSince = new HashMap<>();

    private Instant firstSince = Instant.MAX;
    private boolean isAcceptedSubjectRefused;
    private Instant acceptedAt = Instant.EPOCH;
    private Instant acceptedCallBegan = Instant.EPOCH;

    /** Whether a call was accepted a moment ago. */
    boolean wasAccepted(Instant now) {
        return now.isBefore(acceptedAt.plus(RECENT));
    }

    /** Whether a call was accepted that left after the time. */
    boolean wasAcceptedSince(Instant time) {
        return acceptedCallBegan.isAfter(time);
    }

    /** Notes a refusal and judges it. */
    Verdict refuse(String prompt, String subject, Instant now) {
        PromptRefusals earlier = refused.get(prompt);
        int times = earlier == null ? 1 : earlier.times + 1;
        note(prompt, subject, now);
        if (isPromptsOwn(earlier, times, subject, now)) {
            forget(prompt);
            return Verdict.PROMPTS_OWN;
        }
        refused.put(prompt, new PromptRefusals(earlier == null ? now : earlier.first, times));
        boolean isOpen = othersWork(now) && (prompts() == 1 || isSubjectsFault(subject, now));
        return isOpen ? Verdict.OPEN : Verdict.EVERYBODYS;
    }

    /** A refusal turned out to be the prompt's own: it says nothing about others. */
    void forget(String prompt) {
        refused.remove(prompt);
        refusedSince.values().forEach(prompts -> prompts.remove(prompt));
        refusedSince.values().removeIf(Set::isEmpty);
    }

    private void note(String prompt, String subject, Instant now) {
        isAcceptedSubjectRefused |= isAccepted(subject, now);
        if (firstSince.equals(Instant.MAX)) {
            firstSince = now;
        }
        if (refusedSince.size() < MOST_SUBJECTS || refusedSince.containsKey(subject)) {
            Set<String> prompts = refusedSince.computeIfAbsent(subject, key -> new HashSet<>());
            if (prompts.size() < MANY_PROMPTS) {
                prompts.add(prompt);
            }
        }
    }

    private boolean isPromptsOwn(PromptRefusals earlier, int times, String subject, Instant now) {
        boolean isAlone = prompts() == 1 && times >= MOST_REFUSALS;
        boolean isRefusedSubject = times > 1 && isSubjectsFault(subject, now);
        return earlier != null && acceptedCallBegan.isAfter(earlier.first)
                || othersWork(now) && (isAlone || isRefusedSubject);
    }

    /** No call for the subject was accepted lately, and no refusal met any other subject. */
    private boolean isSubjectsFault(String subject, Instant now) {
        return isOfSubjects(now) && !isAccepted(subject, now);
    }

    /** Whether others work, and nothing that works for them was refused since. */
    boolean isOfSubjects(Instant now) {
        return othersWork(now) && !isAcceptedSubjectRefused;
    }

    private boolean isAccepted(String subject, Instant now) {
        Instant at = accepted.get(subject);
        return at != null && now.isBefore(at.plus(RECENT));
    }

    private boolean othersWork(Instant now) {
        return now.isBefore(acceptedAt.plus(RECENT));
    }

    private int prompts() {
        return refusedSince.values().stream().mapToInt(Set::size).sum();
    }

    /**
     * Notes that a call was accepted.
     *
     * @param began when that call began
     */
    void accept(String subject, Instant began, Instant now) {
        acceptedAt = now;
        if (began.isAfter(acceptedCallBegan)) {
            acceptedCallBegan = began;
        }
        accepted.put(subject, now);
        refusedSince.clear();
        firstSince = Instant.MAX;
        isAcceptedSubjectRefused = false;
    }

    /** Whether a prompt was refused before and is not judged yet. */
    boolean isRefused(String prompt) {
        return refused.containsKey(prompt);
    }

    /** How often a prompt was refused. */
    int times(String prompt) {
        PromptRefusals refusals = refused.get(prompt);
        return refusals == null ? 0 : refusals.times;
    }

    /** Whether calls have been refused for so long without one that was accepted. */
    boolean lastsFor(Duration time, Instant now) {
        return !firstSince.equals(Instant.MAX) && !now.isBefore(firstSince.plus(time));
    }

    /** Whether another call for the subject would be refused as well, as far as is known. */
    boolean isRefusedSubject(String subject) {
        return refusedSince.getOrDefault(subject, Set.of()).size() > 1 || isOfAllSubjects();
    }

    /** Whether no call for the subject was refused since the last one was accepted. */
    boolean isUntried(String subject) {
        return !refusedSince.containsKey(subject) && refusedSince.size() < MOST_SUBJECTS;
    }

    /**
     * Whether so many prompts were refused since the last call was accepted that it is no chance.
     */
    boolean isOfManyPrompts() {
        return prompts() >= MANY_PROMPTS;
    }

    /** Whether one prompt alone was refused since the last call was accepted. */
    boolean isOfOnePrompt() {
        return prompts() == 1;
    }

    /** Whether the subject of the calls is not the reason: several subjects are refused. */
    boolean isOfAllSubjects() {
        return refusedSince.size() > 1 && prompts() >= SOME_PROMPTS;
    }

    private record PromptRefusals(Instant first, int times) {}
}
