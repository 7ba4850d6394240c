package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.event.PendingEvent;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.policy.FailurePolicy.Verdict;
import io.github.geminiroutes.prompt.AttachmentNotReadyException;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.FileChangedException;
import io.github.geminiroutes.support.FileStamp;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * A file of the inbox that a room works on for long. The file stays in the inbox until it is
 * settled, and holds one place of the drop folder; its parts may hold further ones.
 */
public final class ClaimedFile {

    private final DropFolderService dropFolder;
    private final InFlightPrompt prompt;
    private final FileStamp stamp;
    private final String name;

    ClaimedFile(DropFolderService dropFolder, String name, FileStamp stamp) {
        this.dropFolder = dropFolder;
        this.name = name;
        this.stamp = stamp;
        this.prompt = dropFolder.all().reader().begin(name);
    }

    /** Its name below the inbox. */
    public String name() {
        return name;
    }

    /** Hands the file to the steps of its route. */
    public void set(Exchange exchange) {
        prompt.set(exchange);
    }

    /** Its name for a log line. */
    public String printableName() {
        return CompanionNames.printable(name);
    }

    /** Its size in bytes when it was claimed. */
    public long size() {
        return stamp.size();
    }

    /** Opens the file; throws if it is not the one that was claimed any more. */
    public InputStream open() throws IOException {
        return dropFolder.folder().files().open(name, stamp);
    }

    /** Whether the file was not written to, moved or removed since it was claimed. */
    public boolean isAsClaimed() {
        try {
            return dropFolder.folder().files().look(name).equals(stamp);
        } catch (IOException e) {
            // Gone, or the disk hides it: no call is paid for that may have to be made again.
            return false;
        }
    }

    /** Whether this instance may still work on the folders, and they take files. */
    public boolean mayGoOn() {
        return dropFolder.leadership().holds()
                && dropFolder.folder().health().isWell()
                && !dropFolder.getCamelContext().isStopping();
    }

    /** Whether every call of the account is refused, so that one is enough to find out. */
    public boolean isProbe() {
        return dropFolder.accountHold().reason() != null;
    }

    /** Takes a further place, for a part of the file; {@code own} are those it has. */
    public boolean tryTakePlace(int own) {
        return dropFolder.bulkhead().tryTakeForRow(own);
    }

    /** Gives a further place back. */
    public void releasePlace() {
        dropFolder.bulkhead().releaseOfRow();
    }

    /** Takes memory for a request; false: there is none, and the file is taken again in 30 s. */
    public boolean tryHold(long bytes) {
        return PromptMemory.tryHold(dropFolder, name, bytes);
    }

    /** The policy of the drop folder. */
    public FailurePolicy policy() {
        return dropFolder.parkingLot().policy();
    }

    /**
     * Writes a result file, whole or not at all.
     *
     * @throws FileChangedException if the content has none any more
     * @throws IOException if the folder does not take it; the route tries again
     */
    public void write(int number, String suffix, AtomicFile.Content content) throws IOException {
        Path target = result(number, suffix);
        TreeFiles.makeFolders(dropFolder.folder().outbox(), name);
        try {
            AtomicFile.write(
                    target,
                    out -> {
                        BufferedOutputStream buffered = new BufferedOutputStream(out, 65_536);
                        content.writeTo(buffered);
                        buffered.flush();
                    });
        } catch (FileChangedException e) {
            throw e;
        } catch (IOException e) {
            throw refused(target.getParent(), e);
        }
    }

    /** A directory does not take what must be written: when thrown, the route tries again. */
    public IOException refused(Path directory, IOException failure) {
        return new FolderException(directory, 0, failure);
    }

    /** Reports that a disk refuses what must be written; calls stop until it is over. */
    public void diskFailed(Path directory, IOException failure) {
        dropFolder.folder().health().failed(this, new FolderException(directory, 0, failure));
    }

    /** Reports that what a disk refused is written. */
    public void diskTakes() {
        dropFolder.folder().health().succeeded(this);
    }

    /** The JVM itself failed. */
    public void endProgram(Error error) {
        dropFolder.endProgram(error);
    }

    /**
     * The least number by which neither a result nor a file in {@code done} is there.
     *
     * @param taken numbers that are not free, whatever is there
     */
    public int freeNumber(List<String> suffixes, Set<Integer> taken) {
        int number = 1;
        while (taken.contains(number) || isDone(number) || hasResult(number, suffixes)) {
            number++;
        }
        return number;
    }

    /** Where a result is, or is to be; another answer's file may lie at the same place. */
    public Path result(int number, String suffix) {
        return dropFolder.folder().outbox().resolve(CompanionNames.of(name, number, suffix));
    }

    private boolean hasResult(int number, List<String> suffixes) {
        return suffixes.stream().anyMatch(suffix -> WholeFile.exists(result(number, suffix)));
    }

    private Path done(int number) {
        return dropFolder.folder().done().resolve(CompanionNames.of(name, number, ""));
    }

    /** Whether a file of this name and number was answered before. */
    public boolean isDone(int number) {
        return WholeFile.exists(done(number));
    }

    /**
     * Moves the file to {@code done}; its results are written.
     *
     * @param details what its event says further
     * @throws IOException if the folders do not take it; the file is in the inbox still
     */
    public void finish(int number, ObjectNode details) throws IOException {
        DropFolder folder = dropFolder.folder();
        try (PendingEvent event = folder.events().finished(name, details, done(number))) {
            TreeFiles.moveOut(folder.files(), name, folder.done(), done(number));
            event.happened();
        }
        dropFolder.counters().countAnswered();
        folder.health().succeeded(prompt.file());
    }

    /**
     * Moves the file to {@code failed}.
     *
     * @param details what its record says further; null for nothing
     * @throws IOException if the folders do not take it; the file is in the inbox still
     */
    public void fail(Failure failure, ObjectNode details) throws IOException {
        prompt.fail(failure);
        prompt.setDetails(details);
        dropFolder.counters().beginSettling();
        dropFolder.all().writer().fail(prompt, null);
    }

    /**
     * Moves the file to {@code parked}.
     *
     * @param details what its record says further; null for nothing
     * @throws IOException if the folders do not take it; the file is in the inbox still
     */
    public void park(Failure failure, Verdict.ParkUntil until, ObjectNode details)
            throws IOException {
        prompt.fail(failure);
        prompt.setDetails(details);
        prompt.setParkUntil(until);
        dropFolder.counters().beginSettling();
        dropFolder.all().writer().park(prompt, null);
    }

    /** Where a file that failed or was parked lies, below the data directory. */
    public String place() {
        return dropFolder.folder().data().relativize(prompt.place()).toString();
    }

    /**
     * Has the file wait for an attachment of one of its rows, as a prompt waits for its own: it is
     * taken again after a pause.
     *
     * @return the error to go on with: {@link NotReadyException}, or what the row is refused with
     */
    public RuntimeException await(AttachmentNotReadyException reason) {
        return dropFolder.intake().attachmentWaits().await(name, reason);
    }

    /** Says that all rows were read: a later file of this name waits anew. */
    public void forgetWaits() {
        dropFolder.intake().attachmentWaits().forget(name);
    }

    /** Ends the work on the file, whether it was settled or stays in the inbox. */
    public void release() {
        dropFolder.counters().countReleased();
        dropFolder.bulkhead().release(name);
    }
}
