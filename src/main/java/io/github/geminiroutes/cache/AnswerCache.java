package io.github.geminiroutes.cache;

import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.FileModes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers in files, one each, named by the digest of what was asked. Several processes may use one
 * directory: a file is whole or absent, and what is broken is no entry. A cache that cannot be read
 * or written costs a call, never an answer. Thread-safe.
 *
 * <p>The time of its last use is a file's modification time. {@link Sweep} removes what is out of
 * date, and the longest unused while the files are larger than allowed.
 */
public final class AnswerCache {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerCache.class);

    /** 64 hex digits: a key is never another path. */
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

    /** A folder for each two digits: no folder gets too many files. */
    private static final int DIGITS_OF_FOLDER = 2;

    /** Clocks of several machines differ; a time later than that is none of ours. */
    private static final Duration FROM_THE_FUTURE = Duration.ofDays(1);

    private static final Duration LOG_PAUSE = Duration.ofMinutes(10);

    /** More than the largest answer that a call may have. */
    private static final int SHARE_OF_HEAP = 8;

    private final Path directory;
    private final Duration life;
    private final long mostOfEntry;
    private final Clock clock;
    private final Sweep sweep;
    private Instant nextLog = Instant.MIN;

    /**
     * @param directory where the files are; made when it is needed
     * @param life how long an answer is given again
     * @param mostBytes of all files together
     */
    public AnswerCache(Path directory, Duration life, long mostBytes, Clock clock) {
        this(directory, life, mostBytes, clock, Runtime.getRuntime().maxMemory());
    }

    AnswerCache(Path directory, Duration life, long mostBytes, Clock clock, long heap) {
        this.directory = directory;
        this.life = life;
        this.mostOfEntry =
                Math.min(Math.min(mostBytes, heap / SHARE_OF_HEAP), Integer.MAX_VALUE - 1024L);
        this.clock = clock;
        this.sweep = new Sweep(directory, life, mostBytes, clock);
    }

    /**
     * The answer of a key, as it was put.
     *
     * @return null if there is none that is whole and in date
     */
    public byte[] get(String key) {
        Path file = file(key);
        byte[] content;
        try {
            content = read(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            warn("read", file, e);
            return null;
        }
        Entry entry = content == null ? null : Entry.read(key, content);
        if (entry == null || isOutOfDate(entry.answeredAt())) {
            remove(key);
            return null;
        }
        try {
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        } catch (IOException e) {
            // Removed by another process since, or read-only: it is whole all the same.
            LOG.debug("The time of {} cannot be set", file, e);
        }
        return entry.answer();
    }

    /**
     * Null if the file is none of ours: it is too large, a link, or a pipe, whose open may wait for
     * ever.
     */
    private byte[] read(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile() || attributes.size() > mostOfEntry) {
            return null;
        }
        try (InputStream in =
                Channels.newInputStream(
                        Files.newByteChannel(
                                file,
                                Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
            byte[] content = in.readNBytes((int) mostOfEntry + 1);
            return content.length <= mostOfEntry ? content : null;
        }
    }

    private boolean isOutOfDate(Instant answeredAt) {
        Instant now = clock.instant();
        return !answeredAt.plus(life).isAfter(now) || answeredAt.isAfter(now.plus(FROM_THE_FUTURE));
    }

    /**
     * Keeps an answer; one that is larger than the whole cache, or an eighth of the heap, is not
     * kept.
     */
    public void put(String key, byte[] answer) {
        Path file = file(key);
        byte[] content = new Entry(clock.instant(), answer).write(key);
        if (content.length > mostOfEntry) {
            return;
        }
        try {
            Files.createDirectories(file.getParent(), FileModes.ofDirectory());
            AtomicFile.write(file, content);
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            sweep.added(content.length);
        } catch (IOException e) {
            warn("write", file, e);
        }
    }

    /** Removes an answer that turned out to be none. */
    public void remove(String key) {
        Path file = file(key);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            warn("remove", file, e);
        }
    }

    /** Removes what is out of date or too much, if it is time to look. May take seconds. */
    public void sweepIfDue() {
        try {
            sweep.runIfDue();
        } catch (IOException e) {
            warn("look through", directory, e);
        }
    }

    private Path file(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("not a key: " + key.length() + " characters");
        }
        return directory.resolve(key.substring(0, DIGITS_OF_FOLDER)).resolve(key);
    }

    /** A full disk would say so for each answer. */
    private synchronized void warn(String action, Path file, IOException e) {
        Instant now = clock.instant();
        if (now.isBefore(nextLog)) {
            LOG.debug("The answer cache cannot {} {}", action, file, e);
            return;
        }
        nextLog = now.plus(LOG_PAUSE);
        LOG.warn(
                "The answer cache cannot {} {}: {}. Calls go on without it; further faults of the"
                        + " next 10 minutes are not logged",
                action,
                file,
                e.toString());
    }
}
