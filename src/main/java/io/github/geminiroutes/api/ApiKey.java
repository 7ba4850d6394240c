package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.KeyMask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * The key for the Gemini API: a fixed value, or the content of a file (a Docker or Kubernetes
 * secret) that is read again when it changes. A rotation therefore needs no restart. The key leaves
 * this class only through {@link #value()}; {@link #toString()} never shows it.
 *
 * <p>Both known forms are accepted: {@code AIza…} and, for keys made since May 2026, {@code AQ.…}.
 */
public final class ApiKey {

    /** Far more than a key; a device has no end. */
    private static final int MAX_FILE = 4_096;

    /**
     * A key may be replaced by one of the same length with the same time stamp: the file is read
     * again after this time, whatever its attributes say.
     */
    private static final long MAX_AGE = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private String fixed = "";
    private Path file;
    private volatile Read lastRead;

    /** When another key was read than before; null if never. */
    private volatile Long changedAt;

    public ApiKey() {
        this(System::nanoTime);
    }

    ApiKey(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The key itself, or empty. Blanks and quotes around it are left out. */
    public void setKey(String key) {
        fixed = KeyText.plain(key);
    }

    /** A file that holds the key, or empty; it takes precedence over the key itself. */
    public void setFile(String keyFile) {
        file = keyFile.isBlank() ? null : Path.of(keyFile.strip());
    }

    /**
     * The current key.
     *
     * @throws GeminiException if there is none, it is no key, or its file cannot be read: every
     *     call would fail, and it is the fault of no prompt
     */
    public String value() {
        if (file == null) {
            if (fixed.isEmpty()) {
                throw noKey("No API key: set GEMINI_API_KEY or GEMINI_API_KEY_FILE");
            }
            if (!KeyText.isOneWord(fixed)) {
                throw noKey("GEMINI_API_KEY must be one word of plain characters");
            }
            KeyMask.add(fixed);
            return fixed;
        }
        Read read = read();
        if (read.problem != null) {
            throw noKey(read.problem);
        }
        KeyMask.add(read.key);
        return read.key;
    }

    /** A value that stays equal until the key changes. */
    public Object version() {
        if (file == null) {
            return fixed;
        }
        Read read = read();
        return read.problem == null ? read.key : read.problem;
    }

    /** Whether the key has become another one within this time: earlier calls had the former. */
    public boolean hasChangedWithin(Duration time) {
        if (file == null) {
            return false;
        }
        read();
        Long at = changedAt;
        return at != null && nanoTime.getAsLong() - at <= time.toNanos();
    }

    private static GeminiException noKey(String message) {
        return new GeminiException(Failure.of(FailureKind.API_KEY_INVALID, message));
    }

    private Read read() {
        long now = nanoTime.getAsLong();
        Attributes attributes = attributes();
        Read known = lastRead;
        if (known == null
                || now - known.at >= MAX_AGE
                || !Objects.equals(known.attributes, attributes)) {
            Read next = read(attributes, now);
            if (known != null && !Objects.equals(known.key, next.key)) {
                changedAt = now;
            }
            lastRead = next;
            known = next;
        }
        return known;
    }

    /** Null if the file cannot be reached: reading it tells why. */
    private Attributes attributes() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Attributes(now.lastModifiedTime(), now.size(), now.fileKey());
        } catch (IOException e) {
            return null;
        }
    }

    /** No text tells more of the content than that it is no key. */
    private Read read(Attributes attributes, long now) {
        String named = "The API key file " + file;
        if (attributes != null && !Files.isRegularFile(file)) {
            // A pipe would hold the call up for ever, and has nothing the second time.
            return Read.failed(attributes, now, named + " is no regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE + 1);
            if (bytes.length > MAX_FILE) {
                return Read.failed(attributes, now, named + " is larger than a key");
            }
            String key = KeyText.decode(bytes);
            if (key.isEmpty()) {
                return Read.failed(attributes, now, named + " is empty");
            }
            return KeyText.isOneWord(key)
                    ? new Read(attributes, now, key, null)
                    : Read.failed(
                            attributes,
                            now,
                            named + " must contain one word of plain characters and nothing else");
        } catch (CharacterCodingException e) {
            return Read.failed(attributes, now, named + " is not text in UTF-8 or UTF-16");
        } catch (IOException e) {
            return Read.failed(
                    attributes,
                    now,
                    "Cannot read the API key file "
                            + file
                            + " ("
                            + e.getClass().getSimpleName()
                            + ")");
        }
    }

    @Override
    public String toString() {
        return "ApiKey[" + (file == null ? "value" : "file " + file) + "]";
    }

    private record Attributes(FileTime modified, long size, Object fileKey) {}

    private record Read(Attributes attributes, long at, String key, String problem) {

        static Read failed(Attributes attributes, long at, String problem) {
            return new Read(attributes, at, null, problem);
        }

        @Override
        public String toString() {
            return "Read[key not shown]";
        }
    }
}
