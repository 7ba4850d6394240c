package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * An answer that may be as large as a file, read within its bounds: one that drips would hold up
 * the others that wait for their turn.
 */
final class BoundedDownload extends WatchedStream {

    /** So long any pace will do. */
    private static final Duration UNHURRIED = Duration.ofSeconds(20);

    /** In bytes a second. */
    private static final long SLOWEST = 8 * 1024;

    private final long most;
    private final long begun = System.nanoTime();
    private long size;

    /**
     * @param most how many bytes may come; beyond them, or where they come too slowly, reading
     *     throws a {@link GeminiException}
     */
    BoundedDownload(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        size += Math.max(0, count);
        requireNoMore(size, most);
        requirePace(size, System.nanoTime() - begun, UNHURRIED);
        return count;
    }

    /** How many bytes came. */
    long size() {
        return size;
    }

    static void requireNoMore(long bytes, long most) {
        if (bytes > most) {
            throw new GeminiException(
                    Failure.of(
                            FailureKind.OVER_LIMIT, "The file is larger than " + most + " bytes"));
        }
    }

    /** One that drips would hold up the others that wait for their turn. */
    static void requirePace(long bytes, long nanos, Duration unhurried) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
        if (seconds > unhurried.toSeconds() && bytes / seconds < SLOWEST) {
            throw new GeminiException(
                    Failure.of(
                            FailureKind.DEADLINE_EXCEEDED,
                            "Of the file, %d bytes went through in %d s: too slow"
                                    .formatted(bytes, seconds)));
        }
    }
}
