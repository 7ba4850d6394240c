package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells files that are still being written from those that are complete: a file must not have been
 * written to for some time. Thread-safe.
 */
final class QuietPeriod {

    private final Duration period;
    private final Clock clock;

    /**
     * Files whose time stamp lies in the future, because the clocks differ: they are complete once
     * size and time stamp have not changed for the period.
     */
    private final Map<Path, Sighting> sightings = new ConcurrentHashMap<>();

    QuietPeriod(Duration period, Clock clock) {
        this.period = period;
        this.clock = clock;
    }

    /**
     * Observes a file.
     *
     * @return whether the file has been quiet for long enough; false if it is gone
     */
    boolean observe(Path path) throws IOException {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            forget(path);
            return false;
        }
        Duration age = Duration.between(now.lastModifiedTime().toInstant(), clock.instant());
        if (!age.isNegative()) {
            forget(path);
            return age.compareTo(period) >= 0;
        }
        Sighting seen = new Sighting(now.size(), now.lastModifiedTime().toMillis(), clock.millis());
        Sighting before = sightings.putIfAbsent(path, seen);
        if (before != null && !before.isSameFile(seen)) {
            sightings.put(path, seen);
            return false;
        }
        return before != null && seen.at - before.at >= period.toMillis();
    }

    /** Forgets a file that was taken or is gone. */
    void forget(Path path) {
        sightings.remove(path);
    }

    private record Sighting(long size, long modified, long at) {

        boolean isSameFile(Sighting other) {
            return size == other.size && modified == other.modified;
        }
    }
}
