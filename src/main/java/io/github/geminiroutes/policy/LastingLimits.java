package io.github.geminiroutes.policy;

import io.github.geminiroutes.support.BoundedMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Limits that are said to end within a minute and do not. A model that has refused each call of
 * several windows in a row, and answered none, is closed for a while: each time for longer. Its
 * prompts are parked meanwhile, and a drain comes to its end. Thread-safe.
 */
public final class LastingLimits {

    /** Refusals of calls that were out together are one. */
    private static final int MANY_WINDOWS = 4;

    /** A limit of a minute that was met by chance, and by others, may last for two. */
    private static final Duration LASTING = Duration.ofMinutes(3);

    /** Longer than a call waits; see {@link FailurePolicy}. */
    private static final Duration FIRST_CLOSURE = Duration.ofMinutes(10);

    private static final Duration LONGEST_CLOSURE = Duration.ofHours(2);

    /** Beyond so many models the eldest is forgotten, and begins anew. */
    private static final int MOST_MODELS = 1_000;

    /** The models that were refused since their last answer, by the key of their quota. */
    private final Map<String, Windows> refused = BoundedMap.byEntry(MOST_MODELS);

    private static final class Windows {
        private final Instant since;
        private Instant last;
        private int count = 1;
        private Duration closure = FIRST_CLOSURE;

        Windows(Instant now) {
            since = now;
            last = now;
        }
    }

    /**
     * Notes a refusal.
     *
     * @param sentAt when the refused call left
     * @return for how long the model is closed; empty while its limit may end by itself
     */
    public synchronized Optional<Duration> meet(String quotaKey, Instant sentAt, Instant now) {
        Windows windows = refused.get(quotaKey);
        if (windows == null) {
            refused.put(quotaKey, new Windows(now));
            return Optional.empty();
        }
        if (sentAt.isBefore(windows.last)) {
            return Optional.empty();
        }
        windows.last = now;
        windows.count++;
        boolean lasts =
                windows.count >= MANY_WINDOWS
                        && Duration.between(windows.since, now).compareTo(LASTING) >= 0;
        if (!lasts) {
            return Optional.empty();
        }
        Duration closure = windows.closure;
        Duration next = closure.multipliedBy(2);
        windows.closure = next.compareTo(LONGEST_CLOSURE) < 0 ? next : LONGEST_CLOSURE;
        return Optional.of(closure);
    }

    /** The model let a call pass. */
    public synchronized void passed(String quotaKey) {
        refused.remove(quotaKey);
    }
}
