package io.github.geminiroutes.folder;

import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.RefusedFileException;
import java.io.File;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
 * next poll; nothing waits for it.
 */
public final class PromptClaim extends DefaultPollingConsumerPollStrategy
        implements GenericFileExclusiveReadLockStrategy<File>,
                GenericFileFilter<File>,
                Comparator<GenericFile<File>> {

    private static final Logger LOG = LoggerFactory.getLogger(PromptClaim.class);

    private static final long LOOK_MILLIS = 100;

    /** A link, a pipe or a device may give its name to a prompt. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(30);

    private final Clock clock = Clock.systemUTC();
    private DropFolderService dropFolder;

    /** The parts that the claim asks. */
    public void setDropFolder(DropFolderService dropFolder) {
        this.dropFolder = dropFolder;
    }

    /** Polls the inbox only if this instance is the one that works on the folders. */
    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        boolean isAllowed = dropFolder.takeOver().isAllowed() && isOpen();
        if (isAllowed) {
            order().begin(System.nanoTime());
            dropFolder.intake().pollWatch().sign();
        }
        return isAllowed;
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
        dropFolder.intake().pollWatch().end();
        super.commit(consumer, endpoint, polledMessages);
    }

    @Override
    public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause)
            throws Exception {
        dropFolder.intake().pollWatch().end();
        return super.rollback(consumer, endpoint, retryCounter, cause);
    }

    @Override
    public void prepareOnStartup(
            GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {
        // Where several instances share the folders, this one has just become the leader.
        dropFolder.takeOver().restart();
        if (dropFolder.leadership().isShared()) {
            GeminiClient.of(dropFolder.getCamelContext()).dailyBudget().recall();
        }
    }

    /**
     * Leaves out what is not worth taking, before a poll is filled with it. Camel does not pass
     * directories.
     */
    @Override
    public boolean accept(GenericFile<File> file) {
        String name = file.getFileNameOnly();
        if (!DropFolder.isPrompt(name)) {
            if (ConflictCopies.isOne(name)) {
                dropFolder.intake().leftAlone().tell(name, "is a copy of a sync client");
            }
            return false;
        }
        return dropFolder.intake().delays().isDue(name)
                && dropFolder.bulkhead().isWorthTaking(name)
                && order().accept(file, dropFolder.intake().files());
    }

    @Override
    public int compare(GenericFile<File> one, GenericFile<File> other) {
        return order().compare(one, other);
    }

    private InboxOrder order() {
        return dropFolder.intake().order();
    }

    /** Outside the hours of calls everything stays where it is. */
    private boolean isOpen() {
        return GeminiClient.of(dropFolder.getCamelContext()).hours().isOpen(clock);
    }

    @Override
    public boolean acquireExclusiveReadLock(
            GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange)
            throws InterruptedException {
        Path path = file.getFile().toPath();
        DropFolder folder = dropFolder.folder();
        dropFolder.intake().pollWatch().sign();
        order().listed(System.nanoTime());
        try {
            return !order().hasEnded()
                    && isOpen()
                    && dropFolder.leadership().holds()
                    && isReady(path)
                    && folder.health().isWell()
                    && dropFolder.bulkhead().isWorthTaking(name(path))
                    && dropFolder.accountHold().tryCall(name(path))
                    && (dropFolder.bulkhead().tryTake(name(path), file.getFileLength(), 0)
                            ? take(path, true)
                            : awaitPlace(name(path), file.getFileLength(), exchange)
                                    && take(path, isReady(path)));
        } catch (IOException e) {
            folder.health().failed(path, e);
            return false;
        }
    }

    /** A regular file that has been quiet for long enough; it is looked at and not opened. */
    private boolean isReady(Path path) throws IOException {
        Intake intake = dropFolder.intake();
        String name = name(path);
        try {
            FileStamp stamp = intake.files().look(name);
            dropFolder.folder().health().succeeded(path);
            intake.leftAlone().forget(name);
            return intake.quietPeriod().isQuiet(name, stamp);
        } catch (NoSuchFileException e) {
            intake.quietPeriod().forget(name);
            return false;
        } catch (RefusedFileException e) {
            intake.leftAlone().tell(name, e.getMessage());
            intake.delays().postpone(name, LEFT_ALONE);
            return false;
        }
    }

    /** Takes a file that has a place, or gives the place back if it is not ready any more. */
    private boolean take(Path path, boolean isReady) {
        boolean isTaken = isReady && dropFolder.folder().health().isWell();
        if (isTaken) {
            dropFolder.intake().quietPeriod().forget(name(path));
            dropFolder.counters().countTaken();
        } else {
            dropFolder.bulkhead().release(name(path));
        }
        return isTaken;
    }

    /** Waits in short steps, to notice a stop, and that another instance took over. */
    private boolean awaitPlace(String prompt, long bytes, Exchange exchange)
            throws InterruptedException {
        while (!exchange.getContext().isStopping() && dropFolder.leadership().holds() && isOpen()) {
            dropFolder.intake().pollWatch().sign();
            if (dropFolder.bulkhead().tryTake(prompt, bytes, LOOK_MILLIS)) {
                return true;
            }
        }
        return false;
    }

    private void release(GenericFile<File> file) {
        LOG.trace("Released {}", file.getFileName());
        dropFolder.counters().countReleased();
        dropFolder.journal().end(name(file.getFile().toPath()));
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
