package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.ShortKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells files that are still being written from those that are complete: size, modification time
 * and change time of a file must have stood still for some time. An empty file is given longer, as
 * many programs create a file first and fill it later. Thread-safe.
 */
final class QuietPeriod {

    /** Forgetting all of them costs each file one more period. */
    private static final int MOST = 100_000;

    private final Duration period;
    private final Duration emptyPeriod;
    private final Clock clock;

    /**
     * Files whose time stamp lies in the future, because the clocks differ: they are complete once
     * they have not changed for the period.
     */
    private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

    /**
     * @param period for a file with content
     * @param emptyPeriod for one without
     */
    QuietPeriod(Duration period, Duration emptyPeriod, Clock clock) {
        this.period = period;
        this.emptyPeriod = emptyPeriod.compareTo(period) < 0 ? period : emptyPeriod;
        this.clock = clock;
    }

    /**
     * Whether a file has been quiet for long enough.
     *
     * @param stamp its stamp of this moment
     */
    boolean isQuiet(String name, FileStamp stamp) {
        return isQuiet(name, stamp, 1);
    }

    /**
     * Whether a file has been quiet for several periods.
     *
     * @param periods how many a file with content needs
     */
    boolean isQuiet(String name, FileStamp stamp, int periods) {
        Instant now = clock.instant();
        Duration needed = stamp.size() == 0 ? emptyPeriod : period.multipliedBy(periods);
        Duration age = Duration.between(stamp.newest(), now);
        if (!age.isNegative()) {
            forget(name);
            return age.compareTo(needed) >= 0;
        }
        if (sightings.size() >= MOST) {
            sightings.clear();
        }
        String key = ShortKey.of(name);
        Sighting seen = new Sighting(stamp, now);
        Sighting before = sightings.putIfAbsent(key, seen);
        // Or the clock was set back since.
        if (before != null && (!before.stamp.equals(stamp) || now.isBefore(before.at))) {
            sightings.put(key, seen);
            return false;
        }
        return before != null && Duration.between(before.at, now).compareTo(needed) >= 0;
    }

    /** Forgets a file that was taken or is gone. */
    void forget(String name) {
        if (!sightings.isEmpty()) {
            sightings.remove(ShortKey.of(name));
        }
    }

    private record Sighting(FileStamp stamp, Instant at) {}
}
