package io.github.geminiroutes.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Leases on files (F_SETLEASE of fcntl(2)). Where the owner of a file holds one, an open waits
 * until the kernel takes it back, by default 45 s, and Java has no open that does not wait. Linux
 * lists leases in {@code /proc/locks}, which is read only while there is a suspicion. Thread-safe.
 */
final class Leases {

    static final Leases OF_SYSTEM = new Leases(Path.of("/proc/locks"), System::nanoTime);

    private static final long SUSPICION_NANOS = 600_000_000_000L;

    /** A whole inbox is asked. */
    private static final long FRESH_NANOS = 100_000_000;

    private static final int PLACE_OF_INODE = 5;

    private final Path locks;
    private final LongSupplier nanoTime;
    private volatile boolean areSuspected;
    private long suspectedUntil;
    private Set<String> held = Set.of();
    private long readAt;

    /** For a test with a list and a time of its own. */
    Leases(Path locks, LongSupplier nanoTime) {
        this.locks = locks;
        this.nanoTime = nanoTime;
    }

    /** An open took so long that a lease may be why: for ten minutes leases are looked for. */
    synchronized void suspect() {
        areSuspected = true;
        suspectedUntil = nanoTime.getAsLong() + SUSPICION_NANOS;
        readAt = nanoTime.getAsLong() - FRESH_NANOS;
    }

    /** Whether there is reason to look for leases. */
    boolean areSuspected() {
        return areSuspected;
    }

    /** Whether an open of the file would wait for the holder of a lease. */
    boolean isHeld(FileStamp stamp) {
        return areSuspected && holds(String.valueOf(stamp.key()));
    }

    private synchronized boolean holds(String key) {
        long now = nanoTime.getAsLong();
        if (now - readAt >= FRESH_NANOS) {
            held = read();
            readAt = now;
            suspectedUntil = held.isEmpty() ? suspectedUntil : now + SUSPICION_NANOS;
            areSuspected = now - suspectedUntil < 0;
        }
        return held.contains(key);
    }

    private Set<String> read() {
        Set<String> found = new HashSet<>();
        try (Stream<String> lines = Files.lines(locks)) {
            lines.map(line -> line.strip().split("\\s+"))
                    .filter(words -> words.length > PLACE_OF_INODE && words[1].equals("LEASE"))
                    .forEach(words -> found.add(key(words[PLACE_OF_INODE])));
        } catch (IOException | RuntimeException e) {
            // No list, as on other systems: an open waits as it did.
            return Set.of();
        }
        return found;
    }

    /** As Java writes the key of a file: from {@code fd:01:77} to {@code (dev=fd01,ino=77)}. */
    private static String key(String place) {
        String[] parts = place.split(":");
        long major = Long.parseLong(parts[0], 16);
        long minor = Long.parseLong(parts[1], 16);
        long device = minor & 0xff | (major & 0xfff) << 8 | (minor & ~0xffL) << 12;
        return String.format(Locale.ROOT, "(dev=%x,ino=%s)", device, parts[2]);
    }
}
