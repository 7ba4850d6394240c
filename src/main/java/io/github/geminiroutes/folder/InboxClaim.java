package io.github.geminiroutes.folder;

import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.support.FileNames;
import io.github.geminiroutes.support.FileStamp;
import java.io.File;
import java.io.IOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.function.LongSupplier;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.component.file.GenericFileOperations;

/**
 * Which file of the inbox is taken, when, and in which order: the read lock, the filter, the sorter
 * and the poll strategy of a file consumer. Consumers share the places and the rules; each takes
 * files of its own.
 *
 * <p>However many prompts lie in the inbox, no more are taken than the bulkhead has places for: the
 * consumer waits here, in its own thread. A file that was written to a moment ago is left for the
 * next poll; nothing waits for it.
 */
public abstract class InboxClaim extends ReadLockWithoutOptions
        implements GenericFileFilter<File>, Comparator<GenericFile<File>> {

    private static final long LOOK_MILLIS = 100;

    private final boolean isOfDocuments;
    private final PollPatience patience;
    private final Clock clock = Clock.systemUTC();
    private boolean isForOwners;
    private DropFolderService dropFolder;

    /**
     * @param isOfDocuments whether it takes what lies in folders of the inbox
     * @param nanoTime such as {@link System#nanoTime}
     */
    protected InboxClaim(boolean isOfDocuments, LongSupplier nanoTime) {
        this.isOfDocuments = isOfDocuments;
        this.patience = new PollPatience(nanoTime);
    }

    /** The parts that the claim asks. */
    public void setDropFolder(DropFolderService dropFolder) {
        this.dropFolder = dropFolder;
    }

    /** The parts that the claim asks. */
    protected final DropFolderService dropFolder() {
        return dropFolder;
    }

    /** Says when a poll that waits has lasted long enough. */
    final PollPatience patience() {
        return patience;
    }

    private PollWatch watch() {
        return dropFolder.intake().pollWatch(isOfDocuments);
    }

    /** Polls the inbox only if this instance is the one that works on the folders. */
    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        DropFolder folder = dropFolder.folder();
        boolean isAllowed = dropFolder.takeOver().tryBegin() && isOpen() && folder.tryList(this);
        if (isAllowed) {
            patience.begin();
            isForOwners = Movable.isForOwners(folder.inbox());
            watch().sign();
        }
        return isAllowed;
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
        endPoll();
        super.commit(consumer, endpoint, polledMessages);
    }

    @Override
    public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause)
            throws Exception {
        endPoll();
        return super.rollback(consumer, endpoint, retryCounter, cause);
    }

    private void endPoll() {
        watch().end();
        dropFolder.folder().room().end(this);
    }

    /** Leaves out what is not worth taking, before a poll is filled with it. */
    @Override
    public final boolean accept(GenericFile<File> file) {
        // The census tells of a name that cannot be written. At a stop, the list ends in good
        // order.
        if (dropFolder.getCamelContext().isStopping()
                || !FileNames.canWrite(file.getFile().getPath())) {
            return false;
        }
        String name = name(file);
        return tryChoose(file, name)
                && (file.isDirectory()
                        || !(isForOwners && Movable.ofOther(file.getFile().toPath()) != null)
                                && dropFolder.intake().tryEndDelay(name)
                                && hasMemory(name)
                                && tryPlace(file));
    }

    private boolean hasMemory(String name) {
        return dropFolder.intake().memoryLine().isWorthTaking(name, dropFolder.bulkhead());
    }

    /** Gives a file that may be taken a place in this poll, if it is worth one. */
    protected boolean tryPlace(GenericFile<File> file) {
        return true;
    }

    /** Outside the hours of calls everything stays where it is. */
    private boolean isOpen() {
        return GeminiClient.of(dropFolder.getCamelContext()).hours().isOpen(clock);
    }

    /**
     * Chooses a file that this claim takes, or a folder to look into.
     *
     * @param name below the inbox, with '/' between folders
     */
    protected abstract boolean tryChoose(GenericFile<File> file, String name);

    /**
     * Notes that a file or folder is left alone.
     *
     * @param reason to follow the name: "is a symbolic link"
     */
    protected final void leftAlone(String name, String reason) {
        dropFolder.intake().leftAlone().tell(name, reason);
    }

    /** By name. */
    @Override
    public int compare(GenericFile<File> one, GenericFile<File> other) {
        return name(one).compareTo(name(other));
    }

    @Override
    public boolean acquireExclusiveReadLock(
            GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange)
            throws InterruptedException {
        DropFolder folder = dropFolder.folder();
        String name = name(file);
        watch().sign();
        if (patience.listed()) {
            folder.room().end(this);
        }
        try {
            return !patience.tryEnd()
                    && isOpen()
                    && dropFolder.leadership().holds()
                    && tryTake(name, file.getFileLength(), exchange);
        } catch (IOException e) {
            folder.health().failed(folder.files().path(name), e);
            return false;
        }
    }

    private boolean tryTake(String name, long bytes, Exchange exchange)
            throws IOException, InterruptedException {
        FileStamp stamp = dropFolder.intake().tryLook(name);
        MemoryLine line = dropFolder.intake().memoryLine();
        if (stamp == null
                || !dropFolder.folder().health().isWell()
                || !hasMemory(name)
                || !line.mayTake(name, bytes, dropFolder.bulkhead().memory())
                || !dropFolder.accountHold().tryCall(name)) {
            return false;
        }
        if (dropFolder.bulkhead().tryTake(name, bytes, LOOK_MILLIS)) {
            return take(name, stamp, exchange);
        }
        long begun = line.now();
        if (awaitPlace(name, bytes, exchange)) { // which may have taken long
            return take(name, dropFolder.intake().tryLook(name), exchange);
        }
        line.tookNone(name, bytes, begun, dropFolder.bulkhead().memory());
        return false;
    }

    /**
     * Takes a file that has a place, or gives the place back if it is not ready any more.
     *
     * @param stamp of the file when it was looked at last; null if it is not ready
     */
    private boolean take(String name, FileStamp stamp, Exchange exchange) {
        if (stamp == null || !dropFolder.folder().health().isWell()) {
            dropFolder.bulkhead().release(name);
            return false;
        }
        dropFolder.all().reader().take(name, stamp).set(exchange);
        dropFolder.counters().countTaken();
        return true;
    }

    /** Waits in short steps, to notice a stop, a take-over, and that urgent prompts came. */
    private boolean awaitPlace(String prompt, long bytes, Exchange exchange)
            throws InterruptedException {
        while (!exchange.getContext().isStopping()
                && dropFolder.leadership().holds()
                && isOpen()
                && !patience.tryEndWait()) {
            watch().sign();
            if (dropFolder.bulkhead().tryTake(prompt, bytes, LOOK_MILLIS)) {
                return true;
            }
        }
        return false;
    }

    private void release(GenericFile<File> file) {
        String name = name(file);
        dropFolder.counters().countReleased();
        dropFolder.all().journal().end(name);
        dropFolder.bulkhead().release(name);
        dropFolder.intake().lostOutcomes().release(name, dropFolder.getCamelContext());
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

    private String name(GenericFile<File> file) {
        return isOfDocuments
                ? TreeFiles.name(dropFolder.folder().inbox(), file.getFile().toPath())
                : file.getFileNameOnly();
    }
}
