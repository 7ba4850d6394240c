package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.ShortKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Prompts whose text changed while it was asked, how often in a row. Each time an answer was paid
 * for in vain. The first three times such a prompt is read again at once; then it waits, twice as
 * long each time, and finally it fails. Thread-safe.
 */
final class Rewrites {

    private static final int AT_ONCE = 3;
    private static final int MOST = 7;
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);

    /** Forgetting all of them costs each a few calls more. */
    private static final int MOST_NAMES = 100_000;

    private final Map<String, Integer> times = new ConcurrentHashMap<>();
    private final IntakeDelays delays;

    Rewrites(IntakeDelays delays) {
        this.delays = delays;
    }

    /** Notes that an answer is to a text that is no longer the prompt's. */
    void count(String prompt) {
        if (times.size() >= MOST_NAMES) {
            times.clear();
        }
        int now = times.merge(ShortKey.of(prompt), 1, Integer::sum);
        if (now > AT_ONCE) {
            delays.postpone(prompt, FIRST_WAIT.multipliedBy(1L << now - AT_ONCE - 1));
        }
    }

    /** Whether the prompt is asked no more. */
    boolean isHopeless(String prompt) {
        return times(prompt) >= MOST;
    }

    /** How often the prompt changed while it was asked. */
    int times(String prompt) {
        return times.isEmpty() ? 0 : times.getOrDefault(ShortKey.of(prompt), 0);
    }

    /** Forgets a prompt that has its outcome. */
    void forget(String prompt) {
        if (!times.isEmpty()) {
            times.remove(ShortKey.of(prompt));
        }
    }
}
