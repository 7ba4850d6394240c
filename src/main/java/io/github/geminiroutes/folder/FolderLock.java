package io.github.geminiroutes.folder;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second program off the folders, because both would ask every prompt of the inbox. It is a
 * lock of the operating system on {@code gemini-routes.pid} in the data directory, and ends with
 * the process that holds it. The file stays, and contains the number of the process that locked it
 * last. A person may take it for a leftover and remove it while the process works: therefore a
 * hidden file is locked as well, and both are made anew when they are missing.
 */
public final class FolderLock implements AutoCloseable {

    /** The bean's name of one that the program took before its routes start. */
    public static final String BEAN = "gemini-folder-lock";

    private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);

    private static final String NAME = "gemini-routes.pid";
    private static final String HIDDEN = ".gemini-routes.lock";

    /**
     * The directories locked by this process. Their lock file must not be opened a second time:
     * POSIX ends all locks of a process on a file when the process closes that file once.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final String claim = ProcessHandle.current().pid() + " " + UUID.randomUUID();
    private final Path data;
    private final Path file;
    private final LockFile named;
    private final LockFile hidden;
    private Path held;
    private volatile boolean isHeld;

    /**
     * @param data the directory that holds the folders
     */
    public FolderLock(Path data) {
        this.data = data;
        this.file = data.resolve(NAME);
        this.named = new LockFile(file);
        this.hidden = new LockFile(data.resolve(HIDDEN));
    }

    /** That of the program, if it is of this directory; else a new one. */
    static FolderLock of(CamelContext context, Path data) {
        FolderLock known =
                context == null
                        ? null
                        : context.getRegistry().lookupByNameAndType(BEAN, FolderLock.class);
        return known != null && known.data.equals(data.toAbsolutePath().normalize())
                ? known
                : new FolderLock(data);
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
        if (named.isForeign() || hidden.isForeign() || !HELD_HERE.add(real)) {
            return false;
        }
        held = real;
        boolean isLocked = false;
        try {
            // The hidden one first: a start that is refused leaves the other one as it is.
            isLocked = hidden.tryLock(claim) && named.tryLock(claim);
        } finally {
            if (!isLocked) {
                close();
            }
        }
        return isLocked;
    }

    /**
     * Makes a file that was removed anew, if no other process has done so: that one works then.
     *
     * @return whether the lock is held still
     */
    synchronized boolean keep() {
        if (held == null) {
            return isHeld;
        }
        try {
            if (hidden.isInPlace() && named.isInPlace() || !Files.isDirectory(data)) {
                return true;
            }
            if (lockAnew(hidden) && lockAnew(named)) {
                LOG.warn("{} was removed while this program works: it is locked anew", file);
                return true;
            }
            LOG.error(
                    "{} was removed while this program works, and another one ({}) has locked it: this"
                            + " one takes no more prompts until that one ends",
                    file,
                    ownerByFile());
        } catch (IOException e) {
            LOG.debug("{} cannot be locked anew: {}", file, e.toString());
            return true;
        }
        close();
        return false;
    }

    /** What is no file was put there by somebody else than a program of ours. */
    private boolean lockAnew(LockFile lock) throws IOException {
        return lock.isInPlace() || lock.isForeign() || lock.tryLock(claim);
    }

    /**
     * The process that locked it last, such as {@code process 4711, since 2026-01-31T08:00:00Z}.
     */
    public String owner() {
        if (isHeldHere()) {
            return "another application in this process";
        }
        if (named.isForeign()) {
            return "unknown: " + NAME + " is no regular file, remove it";
        }
        try {
            return ownerByFile();
        } catch (IOException e) {
            return "unknown: " + e;
        }
    }

    private String ownerByFile() throws IOException {
        boolean isNamed = Files.exists(file, NOFOLLOW_LINKS);
        return "process %s, since %s"
                .formatted(
                        (isNamed ? named : hidden)
                                .text()
                                .replaceFirst(" .*", "")
                                .replaceAll("[^0-9]", "?"),
                        Files.getLastModifiedTime(isNamed ? file : data.resolve(HIDDEN))
                                .toInstant()
                                .truncatedTo(ChronoUnit.SECONDS));
    }

    private boolean isHeldHere() {
        try {
            return HELD_HERE.contains(data.toRealPath());
        } catch (IOException e) {
            // A directory that does not exist is not locked.
            return false;
        }
    }

    /** Releases the lock; the files stay. */
    @Override
    public synchronized void close() {
        isHeld = false;
        release(hidden);
        release(named);
        if (held != null) {
            HELD_HERE.remove(held);
            held = null;
        }
    }

    private void release(LockFile lock) {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The lock on {} was not released cleanly: {}", file, e.toString());
        }
    }
}
