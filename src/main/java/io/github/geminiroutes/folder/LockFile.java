package io.github.geminiroutes.folder;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.geminiroutes.support.FileModes;
import io.github.geminiroutes.support.LockPermissions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;

/**
 * A file that one process at a time has locked: a lock of the operating system, which ends with the
 * process. The file stays. Not thread-safe.
 */
final class LockFile implements Closeable {

    /** Some systems let no other process read the locked bytes: the text must not be among them. */
    private static final long BEHIND_ALL_TEXT = Long.MAX_VALUE - 1;

    private static final int LONGEST_CLAIM = 60;

    private final Path file;
    private FileChannel channel;
    private Object key;

    LockFile(Path file) {
        this.file = file;
    }

    /** A link would lead the claim into another file, and a pipe would hold the start up. */
    boolean isForeign() {
        return Files.exists(file, NOFOLLOW_LINKS)
                && !Files.isRegularFile(file, NOFOLLOW_LINKS)
                && !Files.isDirectory(file, NOFOLLOW_LINKS);
    }

    /**
     * Locks the file if no process has.
     *
     * @param claim names this process; no two are alike
     * @return whether it is locked now
     * @throws IOException if the file system cannot lock, or takes no file
     */
    boolean tryLock(String claim) throws IOException {
        close();
        boolean isLocked = false;
        try {
            isLocked = write(claim) && hold(claim);
        } catch (OverlappingFileLockException e) {
            // Locked by another application in this process.
            return false;
        } finally {
            if (!isLocked) {
                close();
            }
        }
        return isLocked;
    }

    /** Writes the claim, if no process holds the lock. */
    private boolean write(String claim) throws IOException {
        try (FileChannel writer =
                FileChannel.open(file, Set.of(CREATE, WRITE, NOFOLLOW_LINKS), FileModes.ofFile())) {
            LockPermissions.closeToReaders(file);
            if (writer.tryLock(BEHIND_ALL_TEXT, 1, false) == null) {
                return false;
            }
            writer.truncate(0);
            writer.write(ByteBuffer.wrap(claim.getBytes(StandardCharsets.US_ASCII)), 0);
        }
        return true;
    }

    /**
     * Holds the lock through a file that is open for reading only, because a file open for writing
     * would keep the disk from being remounted read-only. Such a lock is shared, but no process can
     * write a claim while another one holds it, and it belongs to the last claim.
     */
    private boolean hold(String claim) throws IOException {
        channel = FileChannel.open(file, READ, NOFOLLOW_LINKS);
        key = key();
        return channel.tryLock(BEHIND_ALL_TEXT, 1, true) != null
                && claim.equals(text(channel))
                && isInPlace();
    }

    /** Whether the name still leads to the file that is locked: others lock what is there. */
    boolean isInPlace() throws IOException {
        try {
            return Objects.equals(key, key());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Object key() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS).fileKey();
    }

    /** What the process that locked it last has written. */
    String text() throws IOException {
        try (FileChannel reader = FileChannel.open(file, READ, NOFOLLOW_LINKS)) {
            return text(reader);
        }
    }

    private static String text(FileChannel reader) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST_CLAIM);
        reader.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
    }

    /** Ends the lock, if there is one. */
    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        key = null;
        if (open != null) {
            open.close();
        }
    }
}
