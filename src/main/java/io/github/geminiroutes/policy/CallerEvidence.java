package io.github.geminiroutes.policy;

import io.github.geminiroutes.support.BoundedMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Whose calls of one account are refused: one caller that asks again and again for what the key may
 * not do must not hold the others, however many calls it makes at a time. The application itself,
 * whose prompts must not fail for others, is no caller: its name is empty. Thread-safe.
 */
public final class CallerEvidence {

    /** So many refusals of one caller in a row tell of the caller, where another is answered. */
    private static final int SOME = 10;

    /** For so long a call that was accepted shows that the key works for its caller. */
    private static final Duration RECENT = Duration.ofMinutes(5);

    private static final int MOST_CALLERS = 1_000;

    /** The refusals of each caller since its last call that was accepted. */
    private final Map<String, Integer> refused = BoundedMap.byEntry(MOST_CALLERS);

    private final Map<String, Instant> accepted = BoundedMap.byUse(MOST_CALLERS);

    /** The server has accepted the account in a call of the caller. */
    public synchronized void accept(String caller, Instant now) {
        refused.remove(caller);
        accepted.put(caller, now);
    }

    /**
     * Notes a refusal; returns whether it is the caller's own: it met several in a row, and another
     * one was accepted lately and not refused since. Where the key is bad for all, the first few
     * are in doubt, and a free call tells.
     */
    public synchronized boolean refuse(String caller, Instant now) {
        int times = refused.merge(caller, 1, (earlier, one) -> Math.min(earlier + one, SOME));
        return !caller.isEmpty() && times >= SOME && isAnotherAccepted(caller, now);
    }

    private boolean isAnotherAccepted(String caller, Instant now) {
        return accepted.entrySet().stream()
                .anyMatch(
                        other ->
                                !other.getKey().equals(caller)
                                        && !refused.containsKey(other.getKey())
                                        && now.isBefore(other.getValue().plus(RECENT)));
    }

    /**
     * Whether a call may go although others are refused: none of the caller was refused since its
     * last one that was accepted, and its answer tells at once.
     */
    public synchronized boolean isUntried(String caller) {
        return !caller.isEmpty() && !refused.containsKey(caller);
    }
}
