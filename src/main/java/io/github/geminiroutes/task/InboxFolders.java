package io.github.geminiroutes.task;

import io.github.geminiroutes.support.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Whether there may be a folder in the inbox. To find out that there is none, Camel asks for each
 * prompt of the inbox, and most file systems tell: a folder has a link for each folder in it. Used
 * by the consumer's thread alone. Times are those of {@link System#nanoTime}.
 */
final class InboxFolders {

    /** Its name and its own ".": it holds no folder. */
    private static final int OWN_LINKS = 2;

    /** A file system may say so of every folder: the inbox is looked through all the same. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);

    private long lookedAt;

    InboxFolders(long nanos) {
        lookedAt = nanos;
    }

    /** Whether the inbox is worth looking through for folders. */
    boolean mayBeIn(Path inbox, long nanos) {
        try {
            return FileStamp.of(inbox, true).links() != OWN_LINKS
                    || nanos - lookedAt >= LONGEST_REST.toNanos();
        } catch (IOException e) {
            // The look tells what is wrong with it.
            return true;
        }
    }

    /** The inbox was looked through. */
    void looked(long nanos) {
        lookedAt = nanos;
    }
}
