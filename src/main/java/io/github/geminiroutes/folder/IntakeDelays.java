package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.ShortKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names in the inbox that are not worth a look before some time: the next poll leaves them out
 * without asking the file system. Thread-safe.
 */
final class IntakeDelays {

    /** Beyond these, a name is looked at with each poll. */
    private static final int MOST = 100_000;

    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();
    private final Clock clock;

    IntakeDelays(Clock clock) {
        this.clock = clock;
    }

    /** How many names are left out. */
    int size() {
        return notBefore.size();
    }

    /** Leaves a name out for some time. */
    void postpone(String name, Duration time) {
        Instant now = clock.instant();
        if (notBefore.size() >= MOST) {
            notBefore.values().removeIf(until -> !until.isAfter(now));
        }
        if (notBefore.size() < MOST) {
            notBefore.put(ShortKey.of(name), now.plus(time));
        }
    }

    /** Ends the delay of a name, if it is time; returns whether the name may be looked at. */
    boolean tryEnd(String name) {
        if (notBefore.isEmpty()) {
            return true;
        }
        String key = ShortKey.of(name);
        Instant until = notBefore.get(key);
        if (until == null) {
            return true;
        }
        return !until.isAfter(clock.instant()) && notBefore.remove(key, until);
    }
}
