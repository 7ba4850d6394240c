package io.github.geminiroutes.api;

import io.github.geminiroutes.support.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names of the files that this installation uploaded and has not deleted: only these are its
 * own to delete. A name is written before the upload begins. Thread-safe.
 */
final class FileJournal {

    /** Each name has at most 40 characters. */
    private static final int MOST_BYTES = 1024 * 1024;

    private final Path file;
    private final Set<String> names = new TreeSet<>();

    private FileJournal(Path file) {
        this.file = file;
    }

    /**
     * Reads what an earlier run wrote.
     *
     * @param file where the names are kept; null to keep them in memory only
     */
    static FileJournal open(Path file) throws IOException {
        FileJournal journal = new FileJournal(file);
        if (file != null) {
            try {
                if (Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES) {
                    Files.readString(file, StandardCharsets.ISO_8859_1)
                            .lines()
                            .filter(name -> RemoteFile.name(name) != null)
                            .forEach(journal.names::add);
                }
            } catch (NoSuchFileException e) {
                // The first run, or nothing was left.
            }
        }
        return journal;
    }

    synchronized Set<String> names() {
        return Set.copyOf(names);
    }

    synchronized boolean has(String name) {
        return names.contains(name);
    }

    synchronized void add(String name) throws IOException {
        if (names.add(name)) {
            write();
        }
    }

    synchronized void remove(String name) throws IOException {
        if (names.remove(name)) {
            write();
        }
    }

    /** Without a name there is no file: a start has nothing to look at then. */
    private void write() throws IOException {
        if (file == null) {
            return;
        }
        if (names.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            AtomicFile.replace(
                    file, String.join("\n", names).getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
