package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.table.ProgressFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The progress files that are open: a table that is read and a batch job that is delivered may
 * write to the same one. Thread-safe.
 */
final class ProgressFiles {

    private final Map<Path, ProgressFile> open = new HashMap<>();
    private final Map<ProgressFile, Integer> users = new IdentityHashMap<>();

    /**
     * Opens a file for outcomes to be added, or makes it.
     *
     * @throws IOException if it can neither be read nor made
     */
    synchronized ProgressFile acquire(Path path) throws IOException {
        ProgressFile file = open.get(path);
        if (file == null) {
            file = ProgressFile.openToAppend(path);
            open.put(path, file);
        }
        users.merge(file, 1, Integer::sum);
        return file;
    }

    /** The same, and reads what is in the file. */
    ProgressFile acquireLoaded(Path path) throws IOException {
        ProgressFile file = acquire(path);
        try {
            file.load();
            return file;
        } catch (IOException | RuntimeException e) {
            release(file);
            throw e;
        }
    }

    /** Ends the use of a file, and closes it after the last one. */
    synchronized void release(ProgressFile file) throws IOException {
        int left = users.merge(file, -1, Integer::sum);
        if (left == 0) {
            users.remove(file);
            open.remove(file.path(), file);
            file.close();
        }
    }

    /** Removes a file: the next acquisition makes another one. It is to be released still. */
    synchronized void delete(ProgressFile file) throws IOException {
        open.remove(file.path(), file);
        Files.deleteIfExists(file.path());
    }
}
