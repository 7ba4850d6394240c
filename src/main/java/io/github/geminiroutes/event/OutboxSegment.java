package io.github.geminiroutes.event;

import io.github.geminiroutes.support.FileModes;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.LockPermissions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file of the outbox. Each line is a byte of state and the JSON of an event; the state is written
 * over in its place. The process that has it locked delivers its events. When each has ended, the
 * file is deleted.
 *
 * <p>What is appended is forced to disk, several lines at a time; a state is not forced: it
 * survives the end of the process, and after a power failure an event is delivered again.
 * Thread-safe.
 */
final class OutboxSegment {

    /** What is known of an event. */
    enum State {
        /** It is about to become true. */
        PREPARED('p'),
        /** It is to be delivered. */
        TRUE('t'),
        /** It was delivered, dropped or taken back. */
        ENDED('-');

        final byte code;

        State(char code) {
            this.code = (byte) code;
        }
    }

    /** An event that a process left. */
    record Left(boolean isTrue, long offset, int length) {}

    /**
     * Those of this process. On Linux the close of any handle of a file gives up the lock that the
     * process has on it: a second context must not even open what the first one has.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;

    /** No channel for reading and writing: an interrupted thread would close it for all others. */
    private final RandomAccessFile file;

    private final FileLock lock;
    private final Object forcing = new Object();
    private final List<Left> left = new ArrayList<>();
    private long end;
    private long forced;
    private int open;
    private boolean isSealed;
    private boolean isGone;

    private OutboxSegment(Path path, RandomAccessFile file, FileLock lock) {
        this.path = path;
        this.file = file;
        this.lock = lock;
        HELD.add(name(path));
    }

    private static Path name(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Makes a file that is not there yet, and locks it. */
    static OutboxSegment create(Path path) throws IOException {
        Files.createFile(path, FileModes.ofFile());
        LockPermissions.closeToReaders(path);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        return new OutboxSegment(path, file, tryLock(file));
    }

    /**
     * Opens the file of a process that has ended.
     *
     * @return null if a process that runs has it
     * @throws IOException if it cannot be read, is larger, or holds something else: it is kept
     */
    static OutboxSegment adopt(Path path, long mostBytes) throws IOException {
        if (HELD.contains(name(path)) || !Files.isRegularFile(path)) {
            return null;
        }
        if (Files.isSymbolicLink(path) || FileStamp.of(path, true).links() != 1) {
            throw new IOException(path + " is a link");
        }
        if (Files.size(path) > mostBytes) {
            throw new IOException(path + " has more than " + mostBytes + " bytes");
        }
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        FileLock lock = tryLock(file);
        if (lock == null) {
            file.close();
            return null;
        }
        OutboxSegment segment = new OutboxSegment(path, file, lock);
        segment.isSealed = true;
        try {
            segment.load();
        } catch (IOException e) {
            segment.close();
            throw e;
        }
        return segment;
    }

    private static FileLock tryLock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            // Another context of this very process has it.
            return null;
        }
    }

    private void load() throws IOException {
        byte[] bytes = new byte[(int) file.length()];
        file.seek(0);
        file.readFully(bytes);
        int start = 0;
        boolean isOurs = bytes.length == 0;
        for (int i = 0; i < bytes.length; i++) {
            isOurs |= i == start + 1 && bytes[i] == '{' && "pt-".indexOf(bytes[start]) >= 0;
            // A line that a kill has cut has no end: its prompt was not moved.
            if (bytes[i] == '\n') {
                if (bytes[start] == State.PREPARED.code || bytes[start] == State.TRUE.code) {
                    boolean isTrue = bytes[start] == State.TRUE.code;
                    left.add(new Left(isTrue, start, i - start - 1));
                }
                start = i + 1;
            }
        }
        if (!isOurs) {
            throw new IOException(path + " holds no events");
        }
        end = bytes.length;
        open = left.size();
    }

    /** The events that had not ended when the file was adopted. */
    List<Left> left() {
        return left;
    }

    /** Appends an event that is about to become true, and gives the place of its state. */
    synchronized long append(byte[] json) throws IOException {
        byte[] line = new byte[json.length + 2];
        line[0] = State.PREPARED.code;
        System.arraycopy(json, 0, line, 1, json.length);
        line[line.length - 1] = '\n';
        long offset = end;
        file.seek(offset);
        file.write(line);
        end += line.length;
        open++;
        return offset;
    }

    /** Whether it is as long as this. */
    synchronized boolean isAsLongAs(long bytes) {
        return end >= bytes;
    }

    /** Forces to disk what was appended before, on this thread or on one that forces already. */
    void force(long offset) throws IOException {
        synchronized (forcing) {
            if (forced > offset) {
                return;
            }
            long now;
            synchronized (this) {
                if (isGone) {
                    return;
                }
                now = end;
            }
            file.getFD().sync();
            forced = now;
        }
    }

    synchronized void mark(long offset, State state) throws IOException {
        if (!isGone) {
            file.seek(offset);
            file.write(state.code);
        }
    }

    synchronized byte[] read(long offset, int length) throws IOException {
        byte[] json = new byte[length];
        file.seek(offset + 1);
        file.readFully(json);
        return json;
    }

    /** An event has ended. */
    synchronized void end(long offset) throws IOException {
        open--;
        try {
            mark(offset, State.ENDED);
        } finally {
            deleteIfDone();
        }
    }

    /** Nothing is appended any more. */
    synchronized void seal() throws IOException {
        isSealed = true;
        deleteIfDone();
    }

    private void deleteIfDone() throws IOException {
        if (isSealed && open <= 0 && !isGone) {
            close();
            try {
                Files.deleteIfExists(path);
            } catch (NoSuchFileException e) {
                // Its folder was removed with it.
            }
        }
    }

    /** Lets another process have it. */
    synchronized void close() throws IOException {
        if (!isGone) {
            isGone = true;
            HELD.remove(name(path));
            if (lock != null) {
                lock.release();
            }
            file.close();
        }
    }
}
