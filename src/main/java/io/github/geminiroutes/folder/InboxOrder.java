package io.github.geminiroutes.folder;

import io.github.geminiroutes.prompt.HeadOfFile;
import io.github.geminiroutes.support.Priority;
import io.github.geminiroutes.support.ShortKey;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.File;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.camel.component.file.GenericFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in which the files of a poll are taken: by name, and while prompts wait for a place, by
 * priority first. A priority stands in the file, so that the beginnings of files are then read,
 * each once, and no more than a bounded number in a poll. Camel fills a poll with the files that
 * the directory names first: while polls leave a rest, the first ones by name are found beyond.
 * Used by the consumer's thread alone.
 */
final class InboxOrder implements Comparator<GenericFile<File>> {

    private static final Logger LOG = LoggerFactory.getLogger(InboxOrder.class);

    /** Opening so many files takes some ten milliseconds. */
    private static final int MOST_READ = 1_000;

    /** More files than these are taken by their name. */
    private static final int MOST_KNOWN = 100_000;

    /**
     * One poll of so many takes prompts of another priority first: urgent ones starve no others.
     */
    private static final int POLLS_OF_A_TURN = 10;

    /** A part of the places in a poll: as names come by chance, some times as many pass. */
    private static final int PARTS_OF_FIRST = 10;

    private final PollPatience patience;
    private final int most;

    /** Those that come first by name in this poll, the last of them in front. */
    private final PriorityQueue<String> firstNames = new PriorityQueue<>(Comparator.reverseOrder());

    private Priority first = Priority.HIGH;
    private int polls;
    private Map<String, Known> known = new HashMap<>();
    private Map<String, Known> seen = new HashMap<>();
    private int accepted;
    private int read;

    /**
     * @param patience tells whether prompts wait for a place
     * @param most how many prompts of the other priorities are worth a place in one poll, while
     *     polls leave a rest, beside those that come first by name
     */
    InboxOrder(PollPatience patience, int most) {
        this.patience = patience;
        this.most = most;
    }

    private record Known(Priority priority, long modified, long size) {

        boolean isOf(GenericFile<File> file) {
            return modified == file.getLastModified() && size == file.getFileLength();
        }
    }

    /** A poll begins. */
    void begin() {
        accepted = 0;
        firstNames.clear();
        read = 0;
        polls++;
        first =
                polls % POLLS_OF_A_TURN != 0
                        ? Priority.HIGH
                        : polls % (2 * POLLS_OF_A_TURN) == 0 ? Priority.LOW : Priority.NORMAL;
        // Files that are gone are forgotten.
        known = patience.wasFull() ? seen : new HashMap<>();
        seen = new HashMap<>();
    }

    /** Whether a file is worth a place in this poll. */
    boolean accept(GenericFile<File> file, UntrustedFiles files) {
        if (!patience.hasEndedBefore()) {
            return true;
        }
        boolean isUrgent = patience.wasFull() && priority(file, files) == first;
        accepted += isUrgent ? 0 : 1;
        return isUrgent || isAmongFirst(file.getFileNameOnly()) || accepted <= most;
    }

    private boolean isAmongFirst(String name) {
        boolean hasRoom = firstNames.size() <= most / PARTS_OF_FIRST;
        if (!hasRoom && name.compareTo(firstNames.peek()) > 0) {
            return false;
        }
        if (!hasRoom) {
            firstNames.poll();
        }
        return firstNames.add(name);
    }

    private Priority priority(GenericFile<File> file, UntrustedFiles files) {
        String name = file.getFileNameOnly();
        String key = ShortKey.of(name);
        Known before = known.get(key);
        if (before == null || !before.isOf(file)) {
            before =
                    read < MOST_READ && HeadOfFile.mayHaveOne(name)
                            ? new Known(
                                    read(name, files), file.getLastModified(), file.getFileLength())
                            : null;
        }
        if (before != null && seen.size() < MOST_KNOWN) {
            seen.put(key, before);
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
        int byPriority = patience.wasFull() ? rank(one) - rank(other) : 0;
        return byPriority == 0
                ? one.getFileNameOnly().compareTo(other.getFileNameOnly())
                : byPriority;
    }

    private int rank(GenericFile<File> file) {
        Known found = seen.get(ShortKey.of(file.getFileNameOnly()));
        Priority priority = found == null ? Priority.NORMAL : found.priority;
        return priority == first ? -1 : priority.ordinal();
    }
}
