package io.github.geminiroutes.generate;

import io.github.geminiroutes.support.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The display names of the caches that this installation made and has not deleted, by what is in
 * them. A name is written before the cache is made, so that a later run finds it. Thread-safe.
 */
final class ContextCacheJournal {

    private static final int MOST_BYTES = 1024 * 1024;

    /** Each costs its storage while it lives, and each is to be deleted at the end. */
    private static final int MOST_NAMES = 50;

    private static final int DIGITS_OF_KEY = 40;
    private static final int DIGITS_OF_ATTEMPT = 8;

    private static final Pattern LINE = Pattern.compile("[0-9a-f]{64} [a-z0-9-]{1,128}");

    private final Path file;
    private final Map<String, String> names = new TreeMap<>();

    private ContextCacheJournal(Path file) {
        this.file = file;
    }

    /**
     * Reads what an earlier run wrote.
     *
     * @param file where the names are kept; null to keep them in memory only
     */
    static ContextCacheJournal open(Path file) throws IOException {
        ContextCacheJournal journal = new ContextCacheJournal(file);
        try {
            if (file != null && Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES) {
                Files.readString(file, StandardCharsets.ISO_8859_1)
                        .lines()
                        .filter(line -> LINE.matcher(line).matches())
                        .map(line -> line.split(" "))
                        .forEach(words -> journal.names.put(words[0], words[1]));
            }
        } catch (NoSuchFileException e) {
            // The first run, or nothing was left.
        }
        return journal;
    }

    synchronized Map<String, String> names() {
        return Map.copyOf(names);
    }

    /** Null if there is none. */
    synchronized String name(String key) {
        return names.get(key);
    }

    /** Whether another one may be made, or this one again. */
    synchronized boolean hasRoom(String key) {
        return names.size() < MOST_NAMES || names.containsKey(key);
    }

    /** Writes that a cache is about to be made, and gives the display name that it is to have. */
    synchronized String begin(String key) throws IOException {
        String random = UUID.randomUUID().toString().substring(0, DIGITS_OF_ATTEMPT);
        String name = "gemini-routes-%s-%s".formatted(key.substring(0, DIGITS_OF_KEY), random);
        names.put(key, name);
        write();
        return name;
    }

    synchronized void remove(String key) throws IOException {
        if (names.remove(key) != null) {
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
            return;
        }
        StringBuilder lines = new StringBuilder();
        names.forEach((key, name) -> lines.append(key).append(' ').append(name).append('\n'));
        AtomicFile.replace(file, lines.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
