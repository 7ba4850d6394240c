package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.folder.FileClaims;
import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.table.KnownRows;
import io.github.geminiroutes.table.ProgressFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the progress files lie: in a hidden folder of the data directory, one for each file of rows
 * that is in the inbox, failed or parked. A file of the same name that is dropped meanwhile gets
 * one of its own.
 */
final class ProgressFolder {

    static final String FOLDER = ".gemini-rows";

    private static final int LONGEST_NAME = 60;
    static final int HASH = 16;

    private final FileClaims claims;
    private final ProgressFiles files;

    ProgressFolder(FileClaims claims, ProgressFiles files) {
        this.claims = claims;
        this.files = files;
    }

    /**
     * Opens the progress file of a file in the inbox.
     *
     * @throws IOException if it can neither be read nor made
     */
    ProgressFile open(ClaimedFile file) throws IOException {
        for (int number = 1; ; number++) {
            Path path = path(file.name(), number);
            boolean isThere = Files.exists(path);
            ProgressFile progress = files.acquireLoaded(path);
            if (!isThere || isOf(progress.known(), file)) {
                return progress;
            }
            boolean isStale = isStale(progress.known());
            if (isStale) {
                files.delete(progress);
            }
            files.release(progress);
            if (isStale) {
                return files.acquireLoaded(path);
            }
        }
    }

    /**
     * The progress file of a name that a batch job has kept.
     *
     * @throws IOException if it is no such name
     */
    Path path(String progress) throws IOException {
        if (!progress.endsWith(".progress") || progress.matches(".*[/\\\\].*")) {
            throw new IOException("'" + progress + "' is no name of a progress file");
        }
        return folder().resolve(progress);
    }

    /** Whether an outcome is to be written: its table is there, or may come back. */
    boolean isWanted(Path progress, String table) {
        return Files.exists(progress) || claims.exists("inbox/" + table);
    }

    /** Where all of them lie. */
    Path folder() {
        return claims.data().resolve(FOLDER);
    }

    private Path path(String name, int number) {
        String last = name.substring(name.lastIndexOf('/') + 1).replaceAll("[^\\p{Alnum}._-]", "_");
        String readable = last.substring(0, Math.min(LONGEST_NAME, last.length()));
        String suffix = number == 1 ? "" : "." + number;
        return folder().resolve(readable + "~" + hash(name) + suffix + ".progress");
    }

    /** What tells the names of files apart in the names of their progress files. */
    static String hash(String name) {
        return Sha256.hex(name).substring(0, HASH);
    }

    /** Whether it was left by this file: not by one that lies elsewhere, or is done with. */
    private boolean isOf(KnownRows known, ClaimedFile file) {
        if (known.place() != null) {
            return !claims.exists(known.place());
        }
        return !(known.isSettled() && file.isDone(known.number()));
    }

    /** The file was answered and moved, and the program ended before it removed this. */
    private static boolean isStale(KnownRows known) {
        return known.place() == null;
    }
}
