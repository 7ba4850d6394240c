package io.github.geminiroutes.support;

import java.io.IOException;

/** The files and connections that a process, or the machine, may have open at a time. */
public final class OpenFiles {

    private OpenFiles() {}

    /** Whether something failed because no more could be opened: it tells nothing of the file. */
    public static boolean areUsedUp(Throwable failure) {
        // The JDK has no exception of its own for it.
        return failure instanceof IOException
                && failure.getMessage() != null
                && failure.getMessage().contains("Too many open files");
    }
}
