package io.github.geminiroutes.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Files that are whole or absent: written beside under a hidden name, forced to disk, then renamed.
 * A rename within a directory is atomic (POSIX rename).
 */
public final class WholeFile {

    private static final String PREFIX = ".gemini-";
    private static final String SUFFIX = ".tmp";
    private static final AtomicLong NUMBER = new AtomicLong();

    /** Of this process alone: in containers that share a folder each is process 1. */
    private static final String OWN = UUID.randomUUID().toString().substring(0, 13);

    private WholeFile() {}

    /**
     * Writes the file, over an older one of that name. Nothing is left behind where it fails.
     *
     * @throws FolderException if the directory does not take it
     */
    public static void write(Path target, byte[] content) throws IOException {
        // The name owes nothing to the target's: with a suffix a long name would be too long.
        Path beside = beside(target.getParent());
        try {
            fill(beside, content);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            removeAfter(e, beside);
            throw new FolderException(target.getParent(), content.length, e);
        }
    }

    /**
     * Writes a file that is not there yet, whoever else tries to at the same moment.
     *
     * @return false if it is there; it is left alone
     * @throws FolderException if the directory does not take it
     */
    static boolean writeNew(Path target, JsonNode record) throws IOException {
        Path beside = beside(target.getParent());
        byte[] content = bytes(record);
        try {
            fill(beside, content);
            // A rename would go over another's file, a link does not.
            Files.createLink(target, beside);
            Files.delete(beside);
            return true;
        } catch (FileAlreadyExistsException e) {
            removeAfter(e, beside);
            return false;
        } catch (UnsupportedOperationException e) {
            // A file system without links: the moment between looking and renaming remains.
            if (exists(target)) {
                Files.deleteIfExists(beside);
                return false;
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            removeAfter(e, beside);
            throw new FolderException(target.getParent(), content.length, e);
        }
    }

    /**
     * Writes a small file and removes it again.
     *
     * @throws IOException if the directory does not take it
     */
    static void tryOut(Path directory) throws IOException {
        Path beside = beside(directory);
        try {
            fill(beside, new byte[1]);
            Files.delete(beside);
        } catch (IOException e) {
            removeAfter(e, beside);
            throw e;
        }
    }

    private static Path beside(Path directory) {
        return directory.resolve(PREFIX + OWN + "-" + NUMBER.incrementAndGet() + SUFFIX);
    }

    private static void fill(Path file, byte[] content) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        }
    }

    /** On a disk that refuses all, this fails alike: what counts is the first failure. */
    private static void removeAfter(IOException failure, Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Writes a record. */
    static void write(Path target, JsonNode record) throws IOException {
        write(target, bytes(record));
    }

    private static byte[] bytes(JsonNode record) throws IOException {
        return GeminiJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(record);
    }

    /** Reads a record; a missing node if there is none, or somebody damaged it. */
    static JsonNode readJson(Path file) throws IOException {
        if (!exists(file) || !Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return GeminiJson.MAPPER.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /**
     * Renames a file; one that is gone was taken away by its owner: there is nothing to move.
     *
     * @return whether it was there
     * @throws FolderException if one of the two directories is gone or does not let it go
     */
    static boolean move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(
                    "The folders of one data directory must lie on one file system: cannot rename into "
                            + to.getParent(),
                    e);
        } catch (IOException e) {
            boolean isFromSound = FolderFault.seen(from.getParent()) == null;
            boolean isTakenAway = e instanceof NoSuchFileException && isFromSound && !exists(from);
            if (!isTakenAway) {
                throw new FolderException(isFromSound ? to.getParent() : from.getParent(), 0, e);
            }
            return false;
        }
    }

    /**
     * {@link Files#exists} throws and catches where there is none, with a stack trace: too dear for
     * the rule.
     */
    static boolean exists(Path path) {
        return path.toFile().exists();
    }

    /** Removes what a killed process left half-written in this directory. */
    static int removeLeftovers(Path directory) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
                removed++;
            }
        }
        return removed;
    }
}
