package io.github.geminiroutes.cache;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps the files of the cache within their bound. It looks through the directory as a whole, since
 * other processes write there, too: at the start, each hour, and whenever this process has added a
 * twentieth of the bound.
 */
final class Sweep {

    private static final Duration PERIOD = Duration.ofHours(1);
    private static final int PARTS = 20;

    private static final Duration SHORTEST_PERIOD = Duration.ofMinutes(1);

    /** Ours: an entry in the folder of its first digits, or a write that a killed process began. */
    private static final Pattern OURS =
            Pattern.compile(
                    "(?<folder>[0-9a-f]{2})/(\\k<folder>[0-9a-f]{62}|(?<half>\\.gemini-.*))");

    private final Path directory;
    private final Duration life;
    private final long mostBytes;
    private final Clock clock;
    private final ReentrantLock running = new ReentrantLock();
    private long added;
    private long total;
    private Instant next = Instant.MIN;

    /**
     * @param directory the files; what is not ours there is left alone
     * @param life how long an answer is in date
     * @param mostBytes of all files together
     */
    Sweep(Path directory, Duration life, long mostBytes, Clock clock) {
        this.directory = directory;
        this.life = life;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /** Notes what was written, and looks through the directory at once where it is too much. */
    void added(long bytes) throws IOException {
        boolean isTooMuch;
        synchronized (this) {
            added += bytes;
            isTooMuch = added > mostBytes / PARTS || total + added > mostBytes;
        }
        if (isTooMuch) {
            run();
        }
    }

    void runIfDue() throws IOException {
        boolean isDue;
        synchronized (this) {
            Instant now = clock.instant();
            // Or the clock was set back.
            isDue = !now.isBefore(next) || now.plus(period()).isBefore(next);
        }
        if (isDue) {
            run();
        }
    }

    private void run() throws IOException {
        if (!running.tryLock()) {
            return;
        }
        try {
            synchronized (this) {
                // What is added meanwhile may be seen or not: it is counted for the next time.
                added = 0;
                next = clock.instant().plus(period());
            }
            long left = sweep();
            synchronized (this) {
                total = left;
            }
        } finally {
            running.unlock();
        }
    }

    private Duration period() {
        if (life.compareTo(SHORTEST_PERIOD) < 0) {
            return SHORTEST_PERIOD;
        }
        return life.compareTo(PERIOD) < 0 ? life : PERIOD;
    }

    /** The bytes that are left. */
    private long sweep() throws IOException {
        List<Found> found = new ArrayList<>();
        Instant oldest = clock.instant().minus(life);
        Instant abandoned = clock.instant().minus(PERIOD);
        if (Files.isDirectory(directory)) {
            Files.walkFileTree(directory, Set.of(), 2, new Visitor(found, directory));
        }
        found.sort(Comparator.comparing(Found::usedAt).reversed());
        long room = mostBytes - mostBytes / PARTS;
        long bytes = 0;
        boolean isFull = false;
        for (Found file : found) {
            isFull |= bytes > 0 && bytes + file.size > room;
            boolean isOld = file.usedAt.isBefore(file.isHalf ? abandoned : oldest);
            if (isOld || isFull && !file.isHalf) {
                Files.deleteIfExists(file.path);
            } else {
                bytes += file.size;
            }
        }
        return bytes;
    }

    private record Found(Path path, long size, Instant usedAt, boolean isHalf) {}

    /** Another process may remove a file or a folder meanwhile. */
    private static final class Visitor extends SimpleFileVisitor<Path> {

        private final List<Found> found;
        private final Path directory;

        Visitor(List<Found> found, Path directory) {
            this.found = found;
            this.directory = directory;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = directory.relativize(file).toString().replace('\\', '/');
            Matcher ours = OURS.matcher(name);
            if (attributes.isRegularFile() && ours.matches()) {
                found.add(
                        new Found(
                                file,
                                attributes.size(),
                                attributes.lastModifiedTime().toInstant(),
                                ours.group("half") != null));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
