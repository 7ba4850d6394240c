package io.github.geminiroutes.message;

import io.github.geminiroutes.support.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of the last messages that were settled. With a file they outlive the process, SIGKILL
 * included; it is not forced to disk, as what a power failure takes costs a second call and no
 * message. Not thread-safe.
 */
final class SettledIds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SettledIds.class);

    /** A kill may leave half a line. */
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

    /** With room for an end of two characters. */
    private static final int LONGEST_LINE = 66;

    private final Set<String> keys = new LinkedHashSet<>();
    private final int most;
    private final Path file;
    private FileChannel channel;
    private long lines;

    /**
     * @param most how many are kept; beyond that the oldest is forgotten
     * @param file where they are kept, or null
     */
    SettledIds(int most, Path file) {
        this.most = most;
        this.file = file;
    }

    /** Recalls what was kept. A file that cannot be read or written costs memory, no message. */
    void open() {
        if (file == null || most == 0) {
            return;
        }
        try {
            if (isOurs()) {
                try (Stream<String> kept = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                    kept.filter(line -> KEY.matcher(line).matches()).forEach(this::remember);
                }
            }
            rewrite();
        } catch (IOException | UncheckedIOException e) {
            giveUpFile(e);
        }
    }

    /** A pipe would be waited for, and a line without an end be read into memory. */
    private boolean isOurs() throws IOException {
        return Files.isRegularFile(file) && Files.size(file) <= LONGEST_LINE * (2L * most + 1);
    }

    boolean contains(String key) {
        return keys.contains(key);
    }

    void add(String key) {
        remember(key);
        if (channel == null) {
            return;
        }
        try {
            write(channel, key + "\n");
            if (++lines >= 2L * most) {
                rewrite();
            }
        } catch (IOException e) {
            giveUpFile(e);
        }
    }

    private void remember(String key) {
        // Again at the end: a copy that comes again may come once more.
        keys.remove(key);
        keys.add(key);
        if (keys.size() > most) {
            Iterator<String> oldest = keys.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Drops what was forgotten, in one rename. */
    private void rewrite() throws IOException {
        String text = keys.isEmpty() ? "" : String.join("\n", keys) + "\n";
        AtomicFile.replace(file, text.getBytes(StandardCharsets.ISO_8859_1));
        close();
        channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        lines = keys.size();
    }

    private static void write(FileChannel to, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private void giveUpFile(Exception e) {
        LOG.warn(
                "{} cannot be kept ({}): after a restart a message may be asked twice",
                file,
                e.getClass().getSimpleName());
        close();
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("{} did not close", file, e);
            }
            channel = null;
        }
    }
}
