package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.table.ProgressFile;
import io.github.geminiroutes.table.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes progress files whose table is gone: somebody deleted it, or took it away. They are kept
 * for {@link #AGE}, as the table may come back and its answers are paid for.
 */
final class Orphans {

    static final Duration AGE = Duration.ofDays(30);

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final Duration EVERY = Duration.ofDays(1);
    private static final Pattern NAME =
            Pattern.compile(".*~([0-9a-f]{" + ProgressFolder.HASH + "})(\\.\\d+)?\\.progress");

    private final Path data;
    private final Predicate<String> exists;
    private final Clock clock;
    private Instant next = Instant.MIN;

    /**
     * @param data the directory that holds the folders
     * @param exists whether a file is there, by its path below that directory
     */
    Orphans(Path data, Predicate<String> exists, Clock clock) {
        this.data = data;
        this.exists = exists;
        this.clock = clock;
    }

    /** Begins the look of the day; returns false if there was one within the last 24 hours. */
    synchronized boolean tryBegin() {
        Instant now = clock.instant();
        boolean isDue = !now.isBefore(next);
        next = isDue ? now.plus(EVERY) : next;
        return isDue;
    }

    /** Removes them; looks at the tables only if there is a progress file that is old enough. */
    void remove() {
        Path folder = data.resolve(ProgressFolder.FOLDER);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Set<String> tables = null;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches() && isOld(file)) {
                    tables = tables == null ? tables() : tables;
                    if (!tables.contains(name.group(1)) && !hasPlace(file)) {
                        Files.delete(file);
                        LOG.info("Removed {}: its table is gone", file.getFileName());
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // A folder has changed meanwhile: what is left is looked at tomorrow.
            LOG.debug("Progress files are not looked through", e);
        }
    }

    private boolean isOld(Path file) throws IOException {
        Instant written = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        return written.isBefore(clock.instant().minus(AGE));
    }

    /** The names of all tables by their hashes, whether their task can be asked or not. */
    private Set<String> tables() throws IOException {
        Set<String> hashes = new HashSet<>();
        for (String folder : List.of("inbox", "failed", "parked")) {
            Path root = data.resolve(folder);
            try (Stream<Path> all = Files.walk(root)) {
                all.map(path -> root.relativize(path).toString().replace('\\', '/'))
                        .filter(Tables::isOne)
                        .map(ProgressFolder::hash)
                        .forEach(hashes::add);
            }
        }
        return hashes;
    }

    private boolean hasPlace(Path file) throws IOException {
        try (ProgressFile progress = ProgressFile.open(file)) {
            String place = progress.known().place();
            return place != null && exists.test(place);
        }
    }
}
