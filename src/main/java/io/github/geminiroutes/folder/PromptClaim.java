package io.github.geminiroutes.folder;

import io.github.geminiroutes.generate.AccountHold;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.support.Seconds;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileExclusiveReadLockStrategy;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.component.file.GenericFileOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which file of the inbox is taken, and when: the read lock of the file consumer.
 *
 * <p>Never more prompts are taken than there is room for, however many lie in the inbox: the
 * consumer waits here, in its own thread. A file that was written to a moment ago is left for the
 * next poll; nothing waits for it. A prompt whose answer was out when the process was killed is
 * finished here and never taken.
 */
public final class PromptClaim
        implements GenericFileExclusiveReadLockStrategy<File>, GenericFileFilter<File> {

    private static final Logger LOG = LoggerFactory.getLogger(PromptClaim.class);

    private static final long LOOK_MILLIS = 100;

    private final Clock clock;
    private DropFolder folder;
    private PromptCounters tally;
    private Function<CamelContext, AccountHold> account =
            context -> GeminiClient.of(context).accountHold();
    private PromptBulkhead room;
    private Leadership leadership = new Leadership();
    private ParkingLot lot;
    private Duration quietPeriod;

    /**
     * Files whose time stamp lies in the future (a clock that differs): their size says whether
     * they grow.
     */
    private final Map<Path, Sighting> sightings = new ConcurrentHashMap<>();

    public PromptClaim() {
        this(Clock.systemUTC());
    }

    PromptClaim(Clock clock) {
        this.clock = clock;
    }

    public void setFolder(DropFolder folder) {
        this.folder = folder;
    }

    /** For tests without the core. */
    void setAccount(AccountHold hold) {
        account = context -> hold;
    }

    public void setTally(PromptCounters tally) {
        this.tally = tally;
    }

    public void setRoom(PromptBulkhead room) {
        this.room = room;
    }

    public void setLeadership(Leadership leadership) {
        this.leadership = leadership;
    }

    public void setLot(ParkingLot lot) {
        this.lot = lot;
    }

    /** How long a file must not have been written to, in seconds. */
    public void setQuietPeriod(double seconds) {
        quietPeriod = Seconds.toDuration(seconds);
    }

    @Override
    public void prepareOnStartup(
            GenericFileOperations<File> operations,
            org.apache.camel.component.file.GenericFileEndpoint<File> endpoint)
            throws IOException {
        // Where several instances share the folders, this one has just become the one that works.
        if (lot != null) {
            lot.reload();
        }
        try {
            folder.removeLeftovers();
        } catch (IOException e) {
            // Nothing depends on it, and the folders are looked after from now on.
            LOG.warn("What an earlier run left half-written is not removed: {}", e.toString());
        }
        tellUnspeakable();
    }

    private void tellUnspeakable() throws IOException {
        long unspeakable = folder.unspeakable();
        if (unspeakable > 0) {
            LOG.warn(
                    "Left in the inbox: {} prompts whose names are not of this locale's encoding ({});"
                            + " rename them, or set LC_ALL=C.UTF-8",
                    unspeakable,
                    System.getProperty("sun.jnu.encoding"));
        }
    }

    /**
     * Leaves out what is not worth a look, before a poll is filled with it; folders never come so
     * far.
     */
    @Override
    public boolean accept(GenericFile<File> file) {
        return room.isWorthTaking(file.getFileNameOnly());
    }

    @Override
    public boolean acquireExclusiveReadLock(
            GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange)
            throws InterruptedException {
        Path path = file.getFile().toPath();
        try {
            return leadership.holds()
                    && !folder.isAttachment(name(path))
                    && isQuiet(path)
                    && !isFinished(path)
                    && folder.health().isWell()
                    && room.isWorthTaking(name(path))
                    && account.apply(exchange.getContext()).tryCall()
                    && waitForRoom(name(path), exchange)
                    && take(path);
        } catch (IOException e) {
            folder.health().failed(path, e);
            return false;
        }
    }

    private boolean isFinished(Path path) throws IOException {
        boolean isFinished = folder.answered().finishLeftover(path);
        folder.health().succeeded(path);
        return isFinished;
    }

    private boolean take(Path path) throws IOException {
        boolean taken = false;
        try {
            // It may have waited long: all is looked at once more.
            taken = folder.health().isWell() && isQuiet(path);
        } finally {
            if (!taken) {
                room.release(name(path));
            }
        }
        if (taken) {
            sightings.remove(path);
            tally.taken();
        }
        return taken;
    }

    private boolean isQuiet(Path path) throws IOException {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            sightings.remove(path);
            return false;
        }
        Duration age = Duration.between(now.lastModifiedTime().toInstant(), clock.instant());
        if (!age.isNegative()) {
            sightings.remove(path);
            return age.compareTo(quietPeriod) >= 0;
        }
        Sighting seen = new Sighting(now.size(), now.lastModifiedTime().toMillis(), clock.millis());
        Sighting before = sightings.putIfAbsent(path, seen);
        if (before != null && !before.isSameFile(seen)) {
            sightings.put(path, seen);
            return false;
        }
        return before != null && seen.at - before.at >= quietPeriod.toMillis();
    }

    /** Waits in short steps, so that a stop is noticed, and that another instance took over. */
    private boolean waitForRoom(String prompt, Exchange exchange) throws InterruptedException {
        while (!exchange.getContext().isStopping() && leadership.holds()) {
            if (room.take(prompt, LOOK_MILLIS)) {
                return true;
            }
        }
        return false;
    }

    private void release(GenericFile<File> file) {
        LOG.trace("Released {}", file.getFileName());
        tally.released();
        room.release(name(file.getFile().toPath()));
    }

    @Override
    public void releaseExclusiveReadLockOnAbort(
            GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange) {
        // Nothing was acquired.
    }

    @Override
    public void releaseExclusiveReadLockOnRollback(
            GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange) {
        release(file);
    }

    @Override
    public void releaseExclusiveReadLockOnCommit(
            GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange) {
        release(file);
    }

    @Override
    public void setTimeout(long timeout) {
        // The endpoint's read lock options have no meaning here; the settings are the
        // constructor's.
    }

    @Override
    public void setCheckInterval(long checkInterval) {
        // See setTimeout.
    }

    @Override
    public void setReadLockLoggingLevel(LoggingLevel readLockLoggingLevel) {
        // See setTimeout.
    }

    @Override
    public void setMarkerFiler(boolean markerFile) {
        // See setTimeout.
    }

    @Override
    public void setDeleteOrphanLockFiles(boolean deleteOrphanLockFiles) {
        // See setTimeout.
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private record Sighting(long size, long modified, long at) {
        boolean isSameFile(Sighting other) {
            return size == other.size && modified == other.modified;
        }
    }
}
