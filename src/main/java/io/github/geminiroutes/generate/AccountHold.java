package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.failure.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether calls with one account may go out. The hold is on while every call would fail for a
 * reason that lies with the account: a bad key, a missing permission, billing. Each edge asks here
 * before it takes a prompt or a message. One of them a minute is the probe, and one at once when
 * the key changes; the first answer that is no such refusal ends the hold.
 *
 * <p>The server's words do not tell whether a refusal is everybody's or one prompt's, such as that
 * of a cache that is gone. The rest does: see {@link #refuse}. Thread-safe.
 */
public final class AccountHold {

    private static final Logger LOG = LoggerFactory.getLogger(AccountHold.class);
    private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);

    /** For so long after a refusal the calls that waited with the refused one share it. */
    private static final Duration SHARED_REFUSAL = Duration.ofSeconds(1);

    /** Until then a probe with the new key would get the refusal of the old one. */
    private static final Duration SAME_REFUSAL = Duration.ofMillis(1_500);

    /** For so long an accepted call shows that a first refusal may be the prompt's alone. */
    private static final Duration RECENT = Duration.ofMinutes(5);

    /** For so long a probe that is due waits for another prompt than those that were refused. */
    private static final Duration FOR_ANOTHER_PROMPT = Duration.ofSeconds(3);

    /** Refused so often, alone, while others were accepted recently: the prompt is at fault. */
    private static final int MOST_REFUSALS = 3;

    private static final int MOST_PROMPTS = 1_000;

    private final Map<String, PromptRefusals> refused =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, PromptRefusals> eldest) {
                    return size() > MOST_PROMPTS;
                }
            };

    /** The prompts that were refused since the last call was accepted. */
    private final Set<String> refusedSince = new HashSet<>();

    private Instant acceptedAt = Instant.EPOCH;
    private Instant acceptedCallBegan = Instant.EPOCH;
    private final Clock clock;
    private final ApiKey key;
    private final String account;
    private volatile Failure reason;
    private volatile String refusedPrompt;
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

    /** The prompt that met the refusal; null while calls may go out. */
    public String refusedPrompt() {
        return reason == null ? null : refusedPrompt;
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
        return tryCall(null);
    }

    /**
     * As {@link #tryCall()}. A prompt that was refused is a probe only if no other comes: its next
     * refusal would tell nothing about others.
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
        Instant now = clock.instant();
        if (reason != null
                && refused.containsKey(prompt)
                && now.isBefore(nextProbe.plus(FOR_ANOTHER_PROMPT))) {
            return false;
        }
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
        return reason != null
                        && last != null
                        && clock.instant().isBefore(last.at.plus(SHARED_REFUSAL))
                ? last.failure
                : null;
    }

    /**
     * Judges the refusal of a call. It is the prompt's own fault if a call that began after an
     * earlier refusal of the prompt was accepted, or if the prompt alone was refused several times
     * while others were accepted in the last minutes. Else it may be everybody's: the account is
     * held at once where nothing was accepted lately, and with the second prompt that is refused
     * where something was.
     *
     * @param prompt names the prompt
     * @return whether the refusal is the prompt's own fault
     */
    synchronized boolean refuse(String prompt, Failure failure) {
        Instant now = clock.instant();
        PromptRefusals earlier = refused.get(prompt);
        boolean othersWork = now.isBefore(acceptedAt.plus(RECENT));
        // That there is a second is all that counts: a host may meet thousands.
        if (refusedSince.size() < 2) {
            refusedSince.add(prompt);
        }
        int times = earlier == null ? 1 : earlier.times + 1;
        boolean isAlone = othersWork && refusedSince.size() == 1 && times >= MOST_REFUSALS;
        if (isAlone || earlier != null && acceptedCallBegan.isAfter(earlier.first)) {
            refused.remove(prompt);
            refusedSince.remove(prompt);
            return true;
        }
        refused.put(prompt, new PromptRefusals(earlier == null ? now : earlier.first, times));
        if (!othersWork || refusedSince.size() > 1) {
            hold(prompt, failure);
        }
        return false;
    }

    /**
     * Ends the hold: the server has accepted the account.
     *
     * @param began when the call that was accepted began
     */
    public synchronized void accept(Instant began) {
        acceptedAt = clock.instant();
        if (began.isAfter(acceptedCallBegan)) {
            acceptedCallBegan = began;
        }
        refusedSince.clear();
        if (reason != null) {
            reason = null;
            LOG.info("Intake is open again{}", account.isEmpty() ? "" : " for " + account);
        }
    }

    /**
     * Holds the account: no call can succeed for its sake.
     *
     * @param prompt names the prompt that met the failure
     */
    public synchronized void hold(String prompt, Failure failure) {
        Instant now = clock.instant();
        refusedPrompt = prompt;
        if (reason == null) {
            LOG.error(
                    "Intake stopped{}, prompts and messages stay where they are: {}: {} | Met by {} | What to do: {}",
                    account.isEmpty() ? "" : " for " + account,
                    failure.kind().id(),
                    failure.message(),
                    prompt,
                    failure.kind().advice());
            nextProbe = now.plus(BETWEEN_PROBES);
            probedKey = key.version();
        }
        lastRefusal = new Refusal(failure, now);
        reason = failure;
    }

    private record Refusal(Failure failure, Instant at) {}

    private record PromptRefusals(Instant first, int times) {}
}
