package io.github.geminiroutes.folder;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.geminiroutes.support.FileModes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second program off the folders, because both would ask every prompt of the inbox. It is a
 * lock of the operating system on {@code gemini-routes.pid} in the data directory, and ends with
 * the process that holds it. The file stays, and contains the number of the process that locked it
 * last.
 */
public final class FolderLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);

    private static final String NAME = "gemini-routes.pid";

    /** Some systems let no other process read the locked bytes: the text must not be among them. */
    private static final long BEHIND_ALL_TEXT = Long.MAX_VALUE - 1;

    private static final int LONGEST_CLAIM = 60;

    /**
     * The directories locked by this process. Their lock file must not be opened a second time:
     * POSIX ends all locks of a process on a file when the process closes that file once.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path data;
    private final Path file;
    private FileChannel channel;
    private Path held;
    private volatile boolean isHeld;

    /**
     * @param data the directory that holds the folders
     */
    public FolderLock(Path data) {
        this.data = data;
        this.file = data.resolve(NAME);
    }

    Path data() {
        return data;
    }

    public boolean isHeld() {
        return isHeld;
    }

    /**
     * Takes the lock if it is free. On a file system that cannot lock, a warning is logged and the
     * program works without a lock.
     *
     * @return whether it is held now
     */
    public synchronized boolean tryAcquire() {
        if (isHeld) {
            return true;
        }
        try {
            isHeld = lock(data.toRealPath());
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be locked ({}): a second program could ask the same prompts",
                    file,
                    e.toString());
            isHeld = true;
        }
        return isHeld;
    }

    private boolean lock(Path real) throws IOException {
        // A link would lead the claim into another file, and a pipe would hold the start up.
        if (isForeign() || !HELD_HERE.add(real)) {
            return false;
        }
        held = real;
        boolean isLocked = false;
        try {
            String claim = claim();
            isLocked = claim != null && hold(claim);
        } finally {
            if (!isLocked) {
                close();
            }
        }
        return isLocked;
    }

    private boolean isForeign() {
        return Files.exists(file, NOFOLLOW_LINKS)
                && !Files.isRegularFile(file, NOFOLLOW_LINKS)
                && !Files.isDirectory(file, NOFOLLOW_LINKS);
    }

    /**
     * Writes a claim into the file, if no process holds the lock.
     *
     * @return the claim; null if a process holds the lock
     */
    private String claim() throws IOException {
        String claim = ProcessHandle.current().pid() + " " + UUID.randomUUID();
        try (FileChannel writer =
                FileChannel.open(file, Set.of(CREATE, WRITE, NOFOLLOW_LINKS), FileModes.ofFile())) {
            if (writer.tryLock(BEHIND_ALL_TEXT, 1, false) == null) {
                return null;
            }
            writer.truncate(0);
            writer.write(ByteBuffer.wrap(claim.getBytes(StandardCharsets.US_ASCII)), 0);
        }
        return claim;
    }

    /**
     * Holds the lock through a file that is open for reading only, because a file open for writing
     * would keep the disk from being remounted read-only. Such a lock is shared, but no process can
     * write a claim while another one holds it, and it belongs to the last claim.
     */
    private boolean hold(String claim) throws IOException {
        channel = FileChannel.open(file, READ, NOFOLLOW_LINKS);
        return channel.tryLock(BEHIND_ALL_TEXT, 1, true) != null && claim.equals(text(channel));
    }

    /**
     * The process that locked it last, such as {@code process 4711, since 2026-01-31T08:00:00Z}.
     */
    public String owner() {
        if (isHeldHere()) {
            return "another application in this process";
        }
        if (isForeign()) {
            return "unknown: " + NAME + " is no regular file, remove it";
        }
        try (FileChannel reader = FileChannel.open(file, READ, NOFOLLOW_LINKS)) {
            return "process %s, since %s"
                    .formatted(
                            text(reader).replaceFirst(" .*", "").replaceAll("[^0-9]", "?"),
                            Files.getLastModifiedTime(file)
                                    .toInstant()
                                    .truncatedTo(ChronoUnit.SECONDS));
        } catch (IOException e) {
            return "unknown: " + e;
        }
    }

    private static String text(FileChannel reader) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST_CLAIM);
        reader.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
    }

    private boolean isHeldHere() {
        try {
            return HELD_HERE.contains(data.toRealPath());
        } catch (IOException e) {
            // A directory that does not exist is not locked.
            return false;
        }
    }

    /** Releases the lock; the file stays. */
    @Override
    public synchronized void close() {
        isHeld = false;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("The lock on {} was not released cleanly: {}", file, e.toString());
        }
        channel = null;
        if (held != null) {
            HELD_HERE.remove(held);
            held = null;
        }
    }
}
