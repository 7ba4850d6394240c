package io.github.geminiroutes.support;

import java.nio.file.NoSuchFileException;

/** What a file that was well a moment ago cannot be read for. */
public final class FileFaults {

    private FileFaults() {}

    /**
     * Whether the fault tells of the moment, not of the file: it was changed or moved, a link took
     * its place or that of its folder, or no more files can be opened. The next look tells more.
     */
    public static boolean isOfTheMoment(Throwable fault) {
        return fault instanceof FileChangedException
                || fault instanceof RefusedFileException
                || fault instanceof NoSuchFileException
                || OpenFiles.areUsedUp(fault);
    }
}
