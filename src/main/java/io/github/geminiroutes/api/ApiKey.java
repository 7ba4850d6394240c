package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.KeyMask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * The key for the Gemini API: a fixed value, or the content of a file (a Docker or Kubernetes
 * secret) that is read again when it changes. A rotation therefore needs no restart. The key leaves
 * this class only through {@link #value()}; {@link #toString()} never shows it.
 *
 * <p>Both known forms are accepted: {@code AIza…} and, for keys made since May 2026, {@code AQ.…}.
 */
public final class ApiKey {

    private String fixed = "";
    private Path file;
    private volatile Read lastRead;

    /** The key itself, or empty. */
    public void setKey(String key) {
        fixed = key.strip();
    }

    /** A file that holds the key, or empty; it takes precedence over the key itself. */
    public void setFile(String keyFile) {
        file = keyFile.isBlank() ? null : Path.of(keyFile.strip());
    }

    /**
     * The current key.
     *
     * @throws GeminiException if there is none, because every call would fail
     * @throws UncheckedIOException if the key file cannot be read
     */
    public String value() {
        String key = file == null ? fixed : read();
        if (key.isEmpty()) {
            throw new GeminiException(
                    Failure.of(
                            FailureKind.API_KEY_INVALID,
                            file == null
                                    ? "No API key: set GEMINI_API_KEY or GEMINI_API_KEY_FILE"
                                    : "The API key file " + file + " is empty"));
        }
        KeyMask.add(key);
        return key;
    }

    /** A value that stays equal until the key changes. */
    public Object version() {
        if (file == null) {
            return fixed;
        }
        try {
            return Files.getLastModifiedTime(file).toMillis() + ":" + Files.size(file);
        } catch (IOException e) {
            return "unreadable";
        }
    }

    private String read() {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            Read known = lastRead;
            if (known == null || known.size != size || !known.modified.equals(modified)) {
                known = new Read(modified, size, Files.readString(file).strip());
                lastRead = known;
            }
            return known.key;
        } catch (IOException e) {
            // The exception of a malformed file could contain bytes of the key: only its class name
            // is passed on.
            throw new UncheckedIOException(
                    new IOException(
                            "Cannot read the API key file "
                                    + file
                                    + " ("
                                    + e.getClass().getSimpleName()
                                    + ")"));
        }
    }

    @Override
    public String toString() {
        return "ApiKey[" + (file == null ? "value" : "file " + file) + "]";
    }

    private record Read(FileTime modified, long size, String key) {}
}
