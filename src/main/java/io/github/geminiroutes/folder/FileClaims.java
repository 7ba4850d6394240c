package io.github.geminiroutes.folder;

import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.support.FileNames;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;

/**
 * Claims files of the inbox for a room that works on each for long, by the same rules as a prompt
 * is taken: complete, in turn, by the instance that works on the folders, and only while calls may
 * go out and the folders take files.
 */
public final class FileClaims {

    private final DropFolderService dropFolder;

    private FileClaims(DropFolderService dropFolder) {
        this.dropFolder = dropFolder;
    }

    /** The claims of a Camel context that has the route {@code gemini-prompt-files}. */
    public static FileClaims of(CamelContext context) {
        return new FileClaims(DropFolderService.of(context));
    }

    /**
     * Says that files of rows are taken from now on.
     *
     * @param submitted whether the rows of one are in batch jobs, while it lies in the inbox
     */
    public void takeRows(Predicate<String> submitted) {
        dropFolder.folder().setTakesRows(submitted);
    }

    /** Finishes what was left to this instance; returns whether it may take files now. */
    public boolean tryTakeOver() {
        return dropFolder.takeOver().tryBegin() && dropFolder.folder().health().isWell();
    }

    /** The files of the inbox. */
    public UntrustedFiles files() {
        return dropFolder.folder().files();
    }

    /** Where they lie. */
    public Path inbox() {
        return dropFolder.folder().inbox();
    }

    /** The directory that holds the folders. */
    public Path data() {
        return dropFolder.folder().data();
    }

    /** The policy of the drop folder. */
    public FailurePolicy policy() {
        return dropFolder.parkingLot().policy();
    }

    /**
     * Whether a file in the data directory is there: a link in its place counts, and so does a name
     * that this system cannot write, as it may be there.
     */
    public boolean exists(String below) {
        return !FileNames.canWrite(below) || WholeFile.exists(data().resolve(below));
    }

    /** Whether a file stays where it is, as its folder lets nothing out any more. */
    public boolean isKept(String name) {
        return Movable.isKept(inbox(), inbox().resolve(name));
    }

    /** Leaves a file in the inbox for a while, as a directory does not take what it needs. */
    public void postpone(String name, Path directory, IOException failure) {
        FolderFault fault = FolderFault.of(new FolderException(directory, 0, failure));
        dropFolder.intake().leaveAlone(name, "waits, as " + fault.text());
    }

    /**
     * Claims a file.
     *
     * @param name below the inbox
     * @return null if it is not complete, there is no place, or no call may go out
     * @throws InterruptedException if the program ends
     */
    public ClaimedFile tryClaim(String name) throws InterruptedException {
        Intake intake = dropFolder.intake();
        if (!intake.delays().tryEnd(name)) {
            return null;
        }
        try {
            FileStamp stamp = intake.tryLook(name);
            boolean isTaken =
                    stamp != null
                            && dropFolder.accountHold().tryCall(name)
                            && dropFolder.bulkhead().tryTakeTable(name, stamp.size());
            if (!isTaken) {
                return null;
            }
            intake.quietPeriod().forget(name);
            dropFolder.counters().countTaken();
            return new ClaimedFile(dropFolder, name, stamp);
        } catch (IOException e) {
            dropFolder.folder().health().failed(files().path(name), e);
            return null;
        }
    }
}
