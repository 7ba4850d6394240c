package io.github.geminiroutes.diagnostics.system;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.regex.Pattern;

/** The files with which directories are tried. A process that is killed leaves its own behind. */
final class TrialFile {

    private static final String PREFIX = ".gemini-check-";
    private static final String SUFFIX = ".tmp";

    /** As Java numbers files of a moment, and as {@link PerformanceSection} renames one. */
    private static final Pattern NAME =
            Pattern.compile("\\.gemini-check-[0-9]{1,20}\\.tmp(\\.2\\.tmp)?");

    /** A check ends within seconds. */
    private static final Duration OLD = Duration.ofMinutes(1);

    /** A check writes no more. */
    private static final long LARGEST = 1024 * 1024;

    /** A folder of a million prompts is not listed to its end. */
    private static final int MOST_LOOKED_AT = 10_000;

    private TrialFile() {}

    static Path create(Path directory) throws IOException {
        return Files.createTempFile(directory, PREFIX, SUFFIX);
    }

    /** Deletes a file of a check; null for none. */
    static void remove(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // The finding about the directory reports the cause.
        }
    }

    /**
     * Removes what checks that were killed have left: regular files of that name that are older
     * than a minute by the clock of the disk, which may be that of another machine. By this
     * machine's clock a file could look old that a check writes at this moment.
     */
    static void removeOld(Path directory) {
        try {
            Path trial = create(directory);
            Instant now = Files.getLastModifiedTime(trial).toInstant();
            remove(trial);
            removeOld(directory, now.minus(OLD));
        } catch (IOException e) {
            // The finding about the directory reports the cause.
        }
    }

    private static void removeOld(Path directory, Instant latest) {
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(directory)) {
            Iterator<Path> files = listing.iterator();
            for (int i = 0; i < MOST_LOOKED_AT && files.hasNext(); i++) {
                Path file = files.next();
                if (NAME.matcher(file.getFileName().toString()).matches() && isOld(file, latest)) {
                    remove(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The finding about the directory reports the cause.
        }
    }

    private static boolean isOld(Path file, Instant latest) throws IOException {
        BasicFileAttributes found =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.isRegularFile()
                && found.size() <= LARGEST
                && found.lastModifiedTime().toInstant().isBefore(latest);
    }
}
