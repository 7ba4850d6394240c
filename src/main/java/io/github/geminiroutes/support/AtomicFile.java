package io.github.geminiroutes.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
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
    private static final AtomicLong NUMBER = new AtomicLong();

    /** Distinguishes processes: in containers that share a directory each is process 1. */
    private static final String OWN = UUID.randomUUID().toString().substring(0, 13);

    private static final int LONGEST_PIECE = 64 * 1024;

    private AtomicFile() {}

    /**
     * Writes the file, replaces an older one of that name, and forces the content to disk. Any
     * number of writers may do so at the same time. Nothing is left behind if it fails; a killed
     * process leaves a hidden file, see {@link #removeLeftovers}.
     */
    public static void write(Path target, byte[] content) throws IOException {
        Path beside = hidden(target.getParent());
        try {
            fill(beside, content);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
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
    public static boolean writeNew(Path target, byte[] content) throws IOException {
        Path beside = hidden(target.getParent());
        try {
            fill(beside, content);
            return linkNew(beside, target);
        } catch (FileAlreadyExistsException e) {
            removeAfter(e, beside);
            return false;
        } catch (IOException e) {
            removeAfter(e, beside);
            throw e;
        }
    }

    private static boolean linkNew(Path beside, Path target) throws IOException {
        try {
            // A rename would replace the file of another writer, a link does not.
            Files.createLink(target, beside);
            Files.delete(beside);
            return true;
        } catch (UnsupportedOperationException e) {
            // A file system without links: another writer can act between the check and the rename.
            if (target.toFile().exists()) {
                Files.deleteIfExists(beside);
                return false;
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
    }

    /**
     * Replaces a file of state that one process writes often. It is not forced to disk: after a
     * power failure the previous content may be back. A killed process leaves at most one file
     * behind, which the next replacement overwrites.
     */
    public static void replace(Path target, byte[] content) throws IOException {
        Path beside = target.resolveSibling(target.getFileName() + SUFFIX);
        try (FileChannel channel =
                open(beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(channel, content);
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Writes a small file and removes it again.
     *
     * @throws IOException if the directory does not accept it
     */
    public static void tryOut(Path directory) throws IOException {
        Path beside = hidden(directory);
        try {
            fill(beside, new byte[1]);
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
            fill(beside, new byte[1]);
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
                    Files.deleteIfExists(file);
                    removed++;
                }
            }
        }
        return removed;
    }

    /** The name is independent of the target's, which may already have the maximum length. */
    private static Path hidden(Path directory) {
        return directory.resolve(PREFIX + OWN + "-" + NUMBER.incrementAndGet() + SUFFIX);
    }

    private static void fill(Path file, byte[] content) throws IOException {
        try (FileChannel channel = open(file, StandardOpenOption.CREATE_NEW)) {
            write(channel, content);
            channel.force(false);
        }
    }

    private static FileChannel open(Path file, OpenOption... how) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(how));
        options.add(StandardOpenOption.WRITE);
        return FileChannel.open(file, options, FileModes.ofFile());
    }

    /** In pieces: Java keeps a buffer outside the heap for each thread, as large as one write. */
    private static void write(FileChannel channel, byte[] content) throws IOException {
        for (int at = 0; at < content.length; ) {
            int piece = Math.min(LONGEST_PIECE, content.length - at);
            at += channel.write(ByteBuffer.wrap(content, at, piece));
        }
    }

    /** A disk that refuses everything refuses this, too; the first failure is reported. */
    private static void removeAfter(IOException failure, Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
