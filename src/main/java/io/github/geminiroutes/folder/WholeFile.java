package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Files that are whole or absent: written beside under a hidden name, forced to disk, then renamed.
 * A rename within a directory is atomic (POSIX rename).
 */
public final class WholeFile {

    private static final String PREFIX = ".gemini-";
    private static final String SUFFIX = ".tmp";
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final long PID = ProcessHandle.current().pid();

    private WholeFile() {}

    /** Writes the file, over an older one of that name. Nothing is left behind where it fails. */
    public static void write(Path target, byte[] content) throws IOException {
        // The name owes nothing to the target's: with a suffix a long name would be too long.
        Path beside = target.resolveSibling(PREFIX + PID + "-" + NUMBER.incrementAndGet() + SUFFIX);
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(false);
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
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
