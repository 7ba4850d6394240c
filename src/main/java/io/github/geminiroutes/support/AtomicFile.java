package io.github.geminiroutes.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes files that are whole or absent: a temporary file is written beside the target and then
 * renamed, and a rename within a directory is atomic (POSIX rename).
 */
public final class AtomicFile {

    private static final String PREFIX = ".gemini-";
    private static final String SUFFIX = ".tmp";
    private static final Set<OpenOption> NEW =
            Set.of(
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE_NEW,
                    LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> OVER =
            Set.of(
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    LinkOption.NOFOLLOW_LINKS);
    private static final AtomicLong NUMBER = new AtomicLong();

    /** Distinguishes processes: in containers that share a directory each is process 1. */
    private static final String OWN = UUID.randomUUID().toString().substring(0, 13);

    private AtomicFile() {}

    /** Writes its bytes, piece by piece. */
    @FunctionalInterface
    public interface Content {

        /** Writes all of them. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes the file, replaces an older one of that name, and forces the content to disk. Any
     * number of writers may do so at the same time. Nothing is left behind if it fails; a killed
     * process leaves a hidden file, see {@link #removeLeftovers}.
     */
    public static void write(Path target, byte[] content) throws IOException {
        write(target, out -> out.write(content));
    }

    /** The same with content that is never in memory as a whole. */
    public static void write(Path target, Content content) throws IOException {
        Path beside = hidden(target.getParent());
        try {
            fill(beside, content);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            removeAfter(e, beside);
            throw e;
        }
    }

    /**
     * Writes a file that does not exist yet, and forces its content to disk. Of several writers at
     * the same moment one succeeds.
     *
     * @return false if the file exists; it is left alone
     */
    public static boolean writeNew(Path target, Content content) throws IOException {
        Path beside = hidden(target.getParent());
        try {
            fill(beside, content);
            if (linkNew(beside, target)) {
                return true;
            }
            Files.delete(beside);
            return false;
        } catch (IOException | RuntimeException e) {
            removeAfter(e, beside);
            throw e;
        }
    }

    /**
     * Renames a file to a name that is free.
     *
     * @return false if it is not free, and both files stay; true also where the first had that name
     *     already, by a link
     */
    public static boolean moveNew(Path from, Path to) throws IOException {
        if (linkNew(from, to)) {
            return true;
        }
        boolean isSame = Files.isSameFile(from, to);
        if (isSame) {
            Files.delete(from);
        }
        return isSame;
    }

    private static boolean linkNew(Path beside, Path target) throws IOException {
        try {
            // A rename would replace the file of another writer, a link does not.
            Files.createLink(target, beside);
            Files.delete(beside);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            return renameNew(beside, target);
        } catch (FileSystemException e) {
            if (e.getClass() != FileSystemException.class) {
                throw e;
            }
            return renameNew(beside, target);
        }
    }

    /** A file system without links: another writer can act between the check and the rename. */
    private static boolean renameNew(Path beside, Path target) throws IOException {
        if (target.toFile().exists()) {
            return false;
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /**
     * Replaces a file of state that one process writes often. It is not forced to disk: after a
     * power failure the previous content may be back. A killed process leaves at most one file
     * behind, which the next replacement overwrites. The stop of the program interrupts threads
     * that still write: the file is written all the same, and the thread stays interrupted. A
     * device is not replaced, such as {@code /dev/null}.
     */
    public static void replace(Path target, byte[] content) throws IOException {
        boolean isInterrupted = Thread.interrupted(); // an interrupt closes the channel
        try {
            while (!tryReplace(target, content)) {
                isInterrupted |= Thread.interrupted();
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** False if the thread was interrupted meanwhile. */
    private static boolean tryReplace(Path target, byte[] content) throws IOException {
        if (Files.exists(target) && !Files.isRegularFile(target) && !Files.isSymbolicLink(target)) {
            throw new FileSystemException(target + " is no regular file");
        }
        Path beside = target.resolveSibling(target.getFileName() + SUFFIX);
        try (FileChannel channel = FileChannel.open(beside, OVER, FileModes.ofFile())) {
            new InPieces(channel).write(content);
        } catch (ClosedByInterruptException e) {
            return false;
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /**
     * Writes a small file and removes it again.
     *
     * @throws IOException if the directory does not accept it
     */
    public static void tryOut(Path directory) throws IOException {
        Path beside = hidden(directory);
        try {
            fill(beside, out -> out.write(0));
            Files.delete(beside);
        } catch (IOException e) {
            removeAfter(e, beside);
            throw e;
        }
    }

    /**
     * Writes a small file, renames it into another directory and removes it there.
     *
     * @throws java.nio.file.AtomicMoveNotSupportedException if the two are on different disks
     * @throws IOException if one of the directories does not accept it
     */
    public static void tryMove(Path from, Path to) throws IOException {
        Path beside = hidden(from);
        Path there = to.resolve(beside.getFileName());
        try {
            fill(beside, out -> out.write(0));
            Files.move(beside, there, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(there);
        } catch (IOException e) {
            removeAfter(e, beside);
            removeAfter(e, there);
            throw e;
        }
    }

    /**
     * Removes what killed processes left half-written in a directory. No other process may be
     * writing there; this one may.
     *
     * @return how many files were removed
     */
    public static int removeLeftovers(Path directory) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                if (!file.getFileName().toString().startsWith(PREFIX + OWN)) {
                    removed += Files.deleteIfExists(file) ? 1 : 0;
                }
            }
        }
        return removed;
    }

    /** The name is independent of the target's, which may already have the maximum length. */
    static Path hidden(Path directory) {
        return directory.resolve(PREFIX + OWN + "-" + NUMBER.incrementAndGet() + SUFFIX);
    }

    private static void fill(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, NEW, FileModes.ofFile())) {
            content.writeTo(new InPieces(channel));
            channel.force(false);
        }
    }

    /** The first failure is reported. */
    private static void removeAfter(Exception failure, Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
