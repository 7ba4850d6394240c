package io.github.geminiroutes.folder;

import io.github.geminiroutes.prompt.HeadOfFile;
import io.github.geminiroutes.support.Priority;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.File;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.component.file.GenericFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in which the files of a poll are taken: by name, and while prompts wait for a place, by
 * priority first. A priority stands in the file, so that the beginnings of files are then read,
 * each once, and no more than a bounded number in a poll. Used by the consumer's thread alone.
 */
final class InboxOrder implements Comparator<GenericFile<File>> {

    private static final Logger LOG = LoggerFactory.getLogger(InboxOrder.class);

    /** Opening so many files takes some ten milliseconds. */
    private static final int MOST_READ = 1_000;

    /** More files than these are taken by their name. */
    private static final int MOST_KNOWN = 100_000;

    /** A look at a large inbox must be a small part of the time. */
    private static final int POLLS_IN_A_WAIT = 20;

    /** In nanoseconds. */
    private static final long LEAST_WAIT = 1_000_000_000;

    /** A look may be slow for once, as the first one of a process is. */
    private static final long MOST_WAIT = 5_000_000_000L;

    private final int most;
    private Map<String, Known> known = new HashMap<>();
    private Map<String, Known> seen = new HashMap<>();
    private boolean isFull;
    private boolean wasFull;
    private int accepted;
    private int read;
    private long begunAt;
    private long listedAt;
    private boolean isListed;

    /**
     * @param most how many prompts of the usual priorities are worth a place in one poll, while
     *     prompts wait for one
     */
    InboxOrder(int most) {
        this.most = most;
    }

    private record Known(Priority priority, long modified, long size) {

        boolean isOf(GenericFile<File> file) {
            return modified == file.getLastModified() && size == file.getFileLength();
        }
    }

    /** A poll begins. */
    void begin(long nanos) {
        wasFull = isFull;
        isFull = false;
        accepted = 0;
        read = 0;
        begunAt = nanos;
        isListed = false;
        // Files that are gone are forgotten.
        known = wasFull ? seen : new HashMap<>();
        seen = new HashMap<>();
    }

    /** The files of the poll are known, and the first one is about to be taken. */
    void listed(long nanos) {
        if (!isListed) {
            isListed = true;
            listedAt = nanos;
        }
    }

    /**
     * Whether it is time to look at the inbox again, as more urgent prompts may have come: then the
     * rest of the poll, for which there is no place yet, is left for the next one.
     */
    boolean isOld(long nanos) {
        long ofLook = POLLS_IN_A_WAIT * (listedAt - begunAt);
        long patience = Math.min(MOST_WAIT, Math.max(LEAST_WAIT, ofLook));
        isFull |= nanos - listedAt > patience;
        return isFull;
    }

    /** Whether the rest of the poll is left for the next one. */
    boolean hasEnded() {
        return isFull;
    }

    /** Whether a file is worth a place in this poll. */
    boolean accept(GenericFile<File> file, UntrustedFiles files) {
        if (!wasFull) {
            return true;
        }
        Priority priority = priority(file, files);
        accepted += priority == Priority.HIGH ? 0 : 1;
        return priority == Priority.HIGH || accepted <= most;
    }

    private Priority priority(GenericFile<File> file, UntrustedFiles files) {
        String name = file.getFileNameOnly();
        Known before = known.get(name);
        if (before == null || !before.isOf(file)) {
            before =
                    read < MOST_READ && HeadOfFile.mayHaveOne(name)
                            ? new Known(
                                    read(name, files), file.getLastModified(), file.getFileLength())
                            : null;
        }
        if (before != null && seen.size() < MOST_KNOWN) {
            seen.put(name, before);
        }
        return before == null ? Priority.NORMAL : before.priority;
    }

    private Priority read(String name, UntrustedFiles files) {
        read++;
        try {
            return files.read(
                    name, (in, stamp) -> HeadOfFile.priority(in.readNBytes(HeadOfFile.BYTES)));
        } catch (IOException e) {
            LOG.debug("The priority of {} is not known yet: {}", name, e.toString());
            return Priority.NORMAL;
        }
    }

    @Override
    public int compare(GenericFile<File> one, GenericFile<File> other) {
        int byPriority = wasFull ? known(one).compareTo(known(other)) : 0;
        return byPriority == 0
                ? one.getFileNameOnly().compareTo(other.getFileNameOnly())
                : byPriority;
    }

    private Priority known(GenericFile<File> file) {
        Known found = seen.get(file.getFileNameOnly());
        return found == null ? Priority.NORMAL : found.priority;
    }
}
