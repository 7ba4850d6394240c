package io.github.geminiroutes.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches opens of files, each of which a named pipe can block for ever if it takes the name of the
 * file at that moment. Thread-safe.
 */
final class OpenWatch {

    private static final Logger LOG = LoggerFactory.getLogger(OpenWatch.class);

    /** No open of a file takes so long on a disk that is well. */
    private static final long SLOW_NANOS = 1_000_000_000;

    private final Map<Thread, UnderWay> underWay = new ConcurrentHashMap<>();
    private final Leases leases;
    private final LongSupplier nanoTime;

    OpenWatch() {
        this(Leases.OF_SYSTEM, System::nanoTime);
    }

    /** For a test. */
    OpenWatch(Leases leases, LongSupplier nanoTime) {
        this.leases = leases;
        this.nanoTime = nanoTime;
    }

    private record UnderWay(Path file, long since) {}

    /** One open. */
    @FunctionalInterface
    interface Opening<T> {

        T open() throws IOException;
    }

    /** Opens a file, watched. */
    <T> T open(Path file, Opening<T> opening) throws IOException {
        Thread thread = Thread.currentThread();
        long begun = nanoTime.getAsLong();
        underWay.put(thread, new UnderWay(file, begun));
        try {
            return opening.open();
        } finally {
            underWay.remove(thread);
            if (nanoTime.getAsLong() - begun > SLOW_NANOS) {
                leases.suspect();
            }
        }
    }

    /** Whether a look for leases has a reason: an open was slow. */
    boolean areLeasesSuspected() {
        return leases.areSuspected();
    }

    /**
     * Refuses a file whose open would wait.
     *
     * @throws RefusedFileException if another program has a lease on it
     */
    void requireUnleased(FileStamp stamp) throws RefusedFileException {
        if (leases.isHeld(stamp)) {
            throw new RefusedFileException(
                    "is held by another program, with a lease: end that program");
        }
    }

    /** For how long the oldest open is under way; zero if there is none. */
    Duration longest() {
        long now = nanoTime.getAsLong();
        return Duration.ofNanos(
                underWay.values().stream().mapToLong(open -> now - open.since).max().orElse(0));
    }

    /**
     * Ends opens that a named pipe blocks: with a writer at its other end, the open returns.
     *
     * @param after how long an open may take
     */
    void endBlocked(Duration after) {
        long now = nanoTime.getAsLong();
        for (UnderWay open : underWay.values()) {
            if (now - open.since >= after.toNanos()) {
                end(open.file);
            }
        }
    }

    private static void end(Path file) {
        try {
            if (FileStamp.of(file, false).kind() == FileStamp.Kind.PIPE) {
                // For reading and writing at once a pipe opens without waiting.
                Files.newByteChannel(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                        .close();
            }
        } catch (IOException e) {
            LOG.warn("An open is blocked and cannot be ended: {}", e.toString());
        }
    }
}
