package io.github.geminiroutes.folder;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileExclusiveReadLockStrategy;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which file of the inbox is taken, when, and in which order: the read lock, the filter, the sorter
 * and the poll strategy of the file consumer.
 *
 * <p>However many prompts lie in the inbox, no more are taken than the bulkhead has places for: the
 * consumer waits here, in its own thread. A file that was written to a moment ago is left for the
 * next poll; nothing waits for it. A prompt whose answer was written before the process was killed
 * is finished here and never taken.
 */
public final class PromptClaim extends DefaultPollingConsumerPollStrategy
        implements GenericFileExclusiveReadLockStrategy<File>,
                GenericFileFilter<File>,
                Comparator<GenericFile<File>> {

    private static final Logger LOG = LoggerFactory.getLogger(PromptClaim.class);

    private static final long LOOK_MILLIS = 100;

    private final PromptOrder order = new PromptOrder();
    private DropFolderService dropFolder;

    /** The parts that the claim asks. */
    public void setDropFolder(DropFolderService dropFolder) {
        this.dropFolder = dropFolder;
    }

    /** Polls the inbox only if this instance is the one that works on the folders. */
    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        Leadership leadership = dropFolder.leadership();
        leadership.refresh();
        return leadership.holds();
    }

    @Override
    public void prepareOnStartup(
            GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint)
            throws IOException {
        // Where several instances share the folders, this one has just become the leader.
        dropFolder.parkingLot().reload();
        DropFolder folder = dropFolder.folder();
        try {
            folder.removeLeftovers();
        } catch (IOException e) {
            // Nothing depends on it, and the folders are checked from now on.
            LOG.warn("Half-written files of an earlier run are not removed: {}", e.toString());
        }
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
     * Leaves out what is not worth taking, before a poll is filled with it. Camel does not pass
     * directories.
     */
    @Override
    public boolean accept(GenericFile<File> file) {
        String name = file.getFileNameOnly();
        return DropFolder.isPrompt(name) && dropFolder.bulkhead().isWorthTaking(name);
    }

    @Override
    public int compare(GenericFile<File> one, GenericFile<File> other) {
        return order.compare(one, other);
    }

    @Override
    public boolean acquireExclusiveReadLock(
            GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange)
            throws InterruptedException {
        Path path = file.getFile().toPath();
        DropFolder folder = dropFolder.folder();
        try {
            return dropFolder.leadership().holds()
                    && !folder.isAttachment(name(path))
                    && dropFolder.quietPeriod().observe(path)
                    && !finishLeftover(path)
                    && folder.health().isWell()
                    && dropFolder.bulkhead().isWorthTaking(name(path))
                    && dropFolder.accountHold().tryCall(name(path))
                    && awaitPlace(name(path), exchange)
                    && take(path);
        } catch (IOException e) {
            folder.health().failed(path, e);
            return false;
        }
    }

    private boolean finishLeftover(Path path) throws IOException {
        boolean isFinished = dropFolder.folder().answered().finishLeftover(path);
        dropFolder.folder().health().succeeded(path);
        return isFinished;
    }

    private boolean take(Path path) throws IOException {
        boolean isTaken = false;
        try {
            // The wait may have been long: folders and file are checked once more.
            isTaken =
                    dropFolder.folder().health().isWell() && dropFolder.quietPeriod().observe(path);
        } finally {
            if (!isTaken) {
                dropFolder.bulkhead().release(name(path));
            }
        }
        if (isTaken) {
            dropFolder.quietPeriod().forget(path);
            dropFolder.counters().countTaken();
        }
        return isTaken;
    }

    /** Waits in short steps, to notice a stop, and that another instance took over. */
    private boolean awaitPlace(String prompt, Exchange exchange) throws InterruptedException {
        while (!exchange.getContext().isStopping() && dropFolder.leadership().holds()) {
            if (dropFolder.bulkhead().tryTake(prompt, LOOK_MILLIS)) {
                return true;
            }
        }
        return false;
    }

    private void release(GenericFile<File> file) {
        LOG.trace("Released {}", file.getFileName());
        dropFolder.counters().countReleased();
        dropFolder.bulkhead().release(name(file.getFile().toPath()));
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
        // The endpoint's read lock options have no meaning here: the settings are the drop
        // folder's.
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
}
