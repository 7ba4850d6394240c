package io.github.geminiroutes.policy;

import io.github.geminiroutes.api.ApiKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Which prompts an edge may take while an account is held: one a minute as the probe, one at once
 * when the key changes; and those that are taken only to see what they ask for, which costs no
 * call. Not thread-safe.
 */
final class IntakeProbe {

    private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);

    /** Others were accepted a moment ago: the first probes tell soon whether they still are. */
    private static final Duration FIRST_PROBE_IN_DOUBT = Duration.ofSeconds(2);

    /** Until then a probe with the new key would get the refusal of the old one. */
    private static final Duration SAME_REFUSAL = Duration.ofMillis(1_500);

    /** For so long a probe that is due waits for another prompt than those that were refused. */
    private static final Duration FOR_ANOTHER_PROMPT = Duration.ofSeconds(3);

    /** Where no new prompt was looked at for so long, there is none. */
    private static final Duration LOOKING = Duration.ofSeconds(10);

    private static final int MOST_LOOKED_AT = 20_000;

    private final ApiKey key;

    /** Prompts that were taken to see what they ask for. */
    private final Set<String> looking = new HashSet<>();

    /** Prompts that would be refused, as far as is known. */
    private final Set<String> held = new HashSet<>();

    private Instant lookedAt = Instant.EPOCH;
    private Instant next;
    private Duration pause = BETWEEN_PROBES;
    private Object probedKey;

    /**
     * @param key the account's key; a probe is due when it changes
     */
    IntakeProbe(ApiKey key) {
        this.key = key;
    }

    /**
     * The account is held from now on.
     *
     * @param isDoubtful whether others were accepted a moment ago
     */
    void begin(boolean isDoubtful, Instant now) {
        lookedAt = now;
        pause = isDoubtful ? FIRST_PROBE_IN_DOUBT : BETWEEN_PROBES;
        next = now.plus(pause);
        probedKey = key.version();
    }

    /** The account is held no more. */
    void end() {
        looking.clear();
        held.clear();
    }

    /** When the next probe is due. */
    Instant next() {
        return next;
    }

    /** A prompt was refused, or would be: it is not looked at again. */
    void hold(String prompt) {
        if (held.size() < MOST_LOOKED_AT) {
            held.add(prompt);
        }
    }

    /**
     * Takes the probe, if one is due.
     *
     * @param isRefused whether the prompt was refused before: then any other goes first
     * @param refusedAt the time of the last refusal
     */
    boolean tryProbe(boolean isRefused, Instant refusedAt, Instant now) {
        Object keyNow = key.version();
        if (now.plus(pause).isBefore(next)) {
            next = now; // the clock was set back
        }
        boolean isKeyTried = keyNow.equals(probedKey) || now.isBefore(refusedAt.plus(SAME_REFUSAL));
        // With another key, the refusal of a prompt tells nothing.
        if (isRefused && isKeyTried && now.isBefore(next.plus(FOR_ANOTHER_PROMPT))) {
            return false;
        }
        if (now.isBefore(next) && isKeyTried) {
            return false;
        }
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(BETWEEN_PROBES) < 0 ? pause : BETWEEN_PROBES;
        next = now.plus(pause);
        probedKey = keyNow;
        return true;
    }

    /** Takes a prompt to see what it asks for; null cannot be put back and is never taken. */
    boolean tryLook(String prompt, Instant now) {
        if (prompt == null
                || held.contains(prompt)
                || held.size() + looking.size() >= MOST_LOOKED_AT) {
            return false;
        }
        lookedAt = now;
        looking.add(prompt);
        return true;
    }

    /** Ends the look at a prompt; returns whether it was taken for one. */
    boolean endLook(String prompt) {
        return looking.remove(prompt);
    }

    /**
     * Whether prompts that were not looked at are about to be.
     *
     * @param waiting how many prompts wait
     */
    boolean isLooking(long waiting, Instant now) {
        return held.size() < waiting && now.isBefore(lookedAt.plus(LOOKING));
    }
}
