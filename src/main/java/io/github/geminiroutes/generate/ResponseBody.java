package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The bytes of a response: in memory while they are few, else in a temporary file. A connection is
 * therefore free as soon as the response has come, and the many large answers that may come at once
 * need no memory until their turn.
 */
final class ResponseBody implements AutoCloseable {

    private static final int MOST_IN_MEMORY = 256 * 1024;

    private static final int LONGEST_PIECE = 64 * 1024;

    private static final int SMALL = 4_096;

    private final byte[] bytes;
    private final Path file;
    private final long size;
    private final AtomicReference<Runnable> ended;

    private ResponseBody(byte[] bytes, Path file, long size, Runnable ended) {
        this.bytes = bytes;
        this.file = file;
        this.size = size;
        this.ended = new AtomicReference<>(ended);
    }

    /**
     * Reads at most one byte more than the limit: see {@link #isOver}.
     *
     * @param in the response; it is closed
     * @param limit the most bytes that are of use
     * @param directory where a large response is kept meanwhile; null for Java's own place
     */
    static ResponseBody read(InputStream in, long limit, Path directory) throws IOException {
        try (in) {
            return readAll(in, limit, directory);
        } catch (StackOverflowError e) {
            // Java unpacks each part of a gzip stream one level deeper.
            throw new GeminiException(
                    Failure.of(FailureKind.MALFORMED_ANSWER, "The answer is packed too often")
                            .withHttpCode(200),
                    e);
        }
    }

    private static ResponseBody readAll(InputStream in, long limit, Path directory)
            throws IOException {
        byte[] first = first(in, Math.min(limit + 1, MOST_IN_MEMORY));
        return first.length < MOST_IN_MEMORY || first.length > limit
                ? of(first)
                : spooled(first, in, limit, directory);
    }

    /** Most answers are small: a large buffer would be most of what a call needs. */
    private static byte[] first(InputStream in, long most) throws IOException {
        byte[] read = new byte[SMALL];
        int size = 0;
        for (int count = 0; count >= 0 && size < most; size += Math.max(0, count)) {
            if (size == read.length) {
                read = Arrays.copyOf(read, 2 * size);
            }
            count = in.read(read, size, (int) Math.min(read.length, most) - size);
        }
        return Arrays.copyOf(read, size);
    }

    private static ResponseBody spooled(byte[] first, InputStream in, long limit, Path directory)
            throws IOException {
        try (ResponseSpool spool = new ResponseSpool(directory)) {
            spool.write(first, first.length);
            copy(in, spool, limit + 1 - first.length);
            return spool.body();
        }
    }

    private static void copy(InputStream in, ResponseSpool out, long most) throws IOException {
        byte[] buffer = new byte[8_192];
        long copied = 0;
        while (copied < most) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, most - copied));
            if (count < 0) {
                return;
            }
            out.write(buffer, count);
            copied += count;
        }
    }

    /** A body that is in memory. */
    static ResponseBody of(byte[] bytes) {
        return of(bytes, () -> {});
    }

    /**
     * A body that is in memory.
     *
     * @param ended runs once it is closed
     */
    static ResponseBody of(byte[] bytes, Runnable ended) {
        return new ResponseBody(bytes, null, bytes.length, ended);
    }

    /** A body that is in a file, which goes with it. */
    static ResponseBody of(Path file, long size) {
        return new ResponseBody(null, file, size, () -> {});
    }

    /** How many bytes were read. */
    long size() {
        return size;
    }

    /** Whether there are more bytes than this. */
    boolean isOver(long limit) {
        return size > limit;
    }

    /** All that was read, in memory. */
    byte[] bytes() throws IOException {
        return bytes == null ? bytesOfFile() : bytes;
    }

    /** In pieces: Java keeps a buffer outside the heap for each thread, as large as one read. */
    private byte[] bytesOfFile() throws IOException {
        byte[] all = new byte[Math.toIntExact(size)];
        try (InputStream in = Files.newInputStream(file)) {
            for (int at = 0; at < all.length; ) {
                int count = in.readNBytes(all, at, Math.min(LONGEST_PIECE, all.length - at));
                if (count == 0) {
                    throw new EOFException("A large answer was cut in " + file.getParent());
                }
                at += count;
            }
        }
        return all;
    }

    /** Deletes the file. */
    @Override
    public void close() throws IOException {
        ended.getAndSet(() -> {}).run();
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
