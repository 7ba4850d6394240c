package io.github.geminiroutes.table;

import io.github.geminiroutes.support.FileModes;
import io.github.geminiroutes.support.LastingChannel;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * The file of answers that are paid for: it only grows. Whatever ends the program, the lines that
 * were written are there at the next start; a line that was cut counts as none.
 *
 * <p>A line is written as it comes, and lines are forced to disk together: while one thread forces,
 * those that come meanwhile gather. A line that the disk refuses is kept and written by a later
 * {@link #flush}. Thread-safe.
 */
public final class ProgressFile implements Closeable {

    private static final int BUFFER = 64 * 1024;

    /** So much may wait for the next line that is forced. */
    private static final int MOST_LAZY = 256 * 1024;

    private record Line(byte[] bytes, LongConsumer written, long place) {}

    private final Path path;
    private final LastingChannel channel;
    private final ProgressLines lines;
    private final Object lock = new Object();

    /** Lines that the disk has refused so far. */
    private final Deque<Line> refused = new ArrayDeque<>();

    /** Lines that are written and not forced. */
    private List<Line> written = new ArrayList<>();

    private volatile KnownRows known = new KnownRows();
    private int lazyBytes;
    private boolean isForcing;
    private boolean isStuck;
    private boolean isTorn;
    private long end;

    private ProgressFile(Path path, LastingChannel channel) {
        this.path = path;
        this.channel = channel;
        this.lines = new ProgressLines(channel);
    }

    /**
     * Opens the file, or makes it, and reads what is in it.
     *
     * @throws IOException if it can neither be read nor made
     */
    public static ProgressFile open(Path path) throws IOException {
        ProgressFile file = openToAppend(path);
        try {
            file.load();
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Opens the file, or makes it, for outcomes to be added; what is in it is not read.
     *
     * @throws IOException if it can neither be read nor made
     */
    public static ProgressFile openToAppend(Path path) throws IOException {
        Files.createDirectories(path.getParent(), FileModes.ofDirectory());
        LastingChannel channel =
                LastingChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE),
                        FileModes.ofFile());
        try {
            ProgressFile file = new ProgressFile(path, channel);
            file.end = file.lines.end();
            file.isTorn = channel.get().size() > file.end;
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Reads what is in it, anew. */
    public void load() throws IOException {
        KnownRows read = new KnownRows();
        lines.load(read);
        known = read;
    }

    /** What an earlier asking left. */
    public KnownRows known() {
        return known;
    }

    /** Where it lies. */
    public Path path() {
        return path;
    }

    /**
     * Writes a line and forces it to disk, on this thread or on one that forces already.
     *
     * @param written is told where the line stands, once it is on disk
     * @throws IOException if the disk refuses it, on the thread that finds out; the line is kept
     */
    public void append(byte[] line, LongConsumer written) throws IOException {
        add(line, written);
        force();
    }

    /** Writes a line that is forced with the next ones: losing it costs no call. */
    public void appendLazily(byte[] line, LongConsumer written) throws IOException {
        if (add(line, written) > MOST_LAZY) {
            force();
        }
    }

    private int add(byte[] line, LongConsumer told) throws IOException {
        synchronized (lock) {
            refused.add(new Line(line, told, 0));
            lazyBytes += line.length;
            write();
            return lazyBytes;
        }
    }

    /** A process that is killed loses nothing of this; only a power failure would. */
    private void write() throws IOException {
        boolean isDone = false;
        try {
            if (isTorn) {
                // What is left of a line that was cut must not follow one that is shorter.
                channel.get().truncate(end);
                isTorn = false;
            }
            while (!refused.isEmpty()) {
                Line line = refused.peek();
                isTorn = true;
                write(line.bytes);
                isTorn = false;
                written.add(new Line(line.bytes, line.written, end));
                end += line.bytes.length;
                refused.remove();
            }
            isDone = true;
        } finally {
            isStuck = !isDone;
        }
    }

    /** In pieces: Java keeps a buffer outside the heap for each thread, as large as one write. */
    private void write(byte[] bytes) throws IOException {
        for (int from = 0; from < bytes.length; ) {
            int piece = Math.min(BUFFER, bytes.length - from);
            from += channel.get().write(ByteBuffer.wrap(bytes, from, piece), end + from);
        }
    }

    /** Whether every line is on disk. */
    public boolean isFlushed() {
        synchronized (lock) {
            return refused.isEmpty() && written.isEmpty() && !isForcing;
        }
    }

    /** Whether the disk refused a line that is still to be written. */
    public boolean isStuck() {
        synchronized (lock) {
            return isStuck;
        }
    }

    /**
     * Writes and forces what is still to be.
     *
     * @throws IOException if the disk refuses it; it is kept
     */
    public void flush() throws IOException {
        synchronized (lock) {
            write();
        }
        force();
    }

    /** One thread forces; the lines that others write meanwhile are forced together after that. */
    private void force() throws IOException {
        while (true) {
            List<Line> batch;
            synchronized (lock) {
                if (isForcing || written.isEmpty()) {
                    return;
                }
                isForcing = true;
                lazyBytes = 0;
                batch = written;
                written = new ArrayList<>();
            }
            boolean isDone = false;
            try {
                channel.get().force(false);
                isDone = true;
            } finally {
                synchronized (lock) {
                    isForcing = false;
                    isStuck |= !isDone;
                    if (!isDone) {
                        written.addAll(0, batch);
                    }
                }
            }
            batch.forEach(line -> line.written.accept(line.place));
        }
    }

    /**
     * The line that begins at a place, without its end.
     *
     * @throws IOException if it cannot be read
     */
    public byte[] line(long place) throws IOException {
        return lines.at(place);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
