package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.DiskRemedy;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Why a folder takes no file, and what to do about it. The reason is derived from the state of the
 * folder, because the system's messages are in the language of the machine.
 *
 * @param text one line for people
 * @param concernsAll whether every file would be refused, and not this one only
 */
record FolderFault(String text, boolean concernsAll) {

    /**
     * What is wrong as far as it can be seen without writing; null if nothing is. A fault of the
     * directory that holds all folders is reported for that directory.
     */
    static FolderFault seen(Path directory) {
        if (Files.isDirectory(directory)) {
            return Files.isWritable(directory) ? null : unwritable(directory);
        }
        Path parent = directory.getParent();
        if (parent != null && !Files.exists(parent)) {
            return gone(parent);
        }
        return Files.exists(directory)
                ? ofAll(directory, "is no directory", "put the directory back")
                : gone(directory);
    }

    private static FolderFault gone(Path directory) {
        return ofAll(
                directory,
                "is gone",
                "bring it back (mount its volume, or run init if it was deleted)");
    }

    private static FolderFault unwritable(Path directory) {
        return isReadOnly(directory)
                ? ofAll(
                        directory.getParent(),
                        "is on a disk that is read-only",
                        "mount it writable")
                : ofAll(
                        directory,
                        "cannot be written to",
                        "make it writable for the user of this program");
    }

    /** The folders are on different file systems, so that no prompt can move. */
    static FolderFault ofTwoDisks(Path inbox, Path folder) {
        return ofAll(
                folder,
                "is on another disk than " + inbox,
                "prompts are moved by a rename, put both on one file system (one volume for all of"
                        + " DATA_DIR, no links out of it)");
    }

    /** A folder that the program writes to is not apart from one that it asks from. */
    static FolderFault mixed(Path folder, Path other) {
        return ofAll(
                folder,
                "is the folder " + other + ", lies in it or holds it",
                "each folder of DATA_DIR must be one of its own, as what is written to one would be"
                        + " asked from the other: take the link or the mount away");
    }

    static FolderFault full(Path directory) {
        return ofAll(directory, "has no room left", "free some space");
    }

    static FolderFault of(FolderException failure) {
        Path directory = failure.directory();
        if (failure.getCause() instanceof AtomicMoveNotSupportedException) {
            return ofAll(
                    directory,
                    "is on another disk than the folder that a prompt comes from",
                    "put all folders of DATA_DIR on one file system");
        }
        FolderFault seen = seen(directory);
        if (seen != null) {
            return seen;
        }
        String says = "takes no file (" + failure.reason() + ")";
        if (room(directory) <= failure.bytes()) {
            return ofAll(
                    directory, "has no room left (" + failure.reason() + ")", "free some space");
        }
        return takesAFile(directory)
                ? new FolderFault(directory + " " + says + "; others it takes", false)
                : ofAll(directory, says, DiskRemedy.of(directory, failure.reason()));
    }

    private static FolderFault ofAll(Path directory, String what, String remedy) {
        return new FolderFault(directory + " " + what + ": " + remedy, true);
    }

    /** The room in bytes; unlimited if it is not known. */
    static long room(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static boolean isReadOnly(Path directory) {
        try {
            return Files.getFileStore(directory).isReadOnly();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean takesAFile(Path directory) {
        try {
            AtomicFile.tryOut(directory);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
