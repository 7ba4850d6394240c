package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.BoundedMap;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the memory has room for the names of a folder. Camel's file consumer lists a folder as a
 * whole before it takes one of its files, so that names alone could fill the heap. They are weighed
 * here before, one after another and as far as they fit. A folder that does not fit is not listed,
 * which is told once, and again when it is over. Thread-safe.
 */
public final class NameRoom {

    private static final Logger LOG = LoggerFactory.getLogger(NameRoom.class);

    /** Two strings and a file without the letters, and their places in lists. */
    private static final int BYTES_OF_A_FILE = 152;

    /** Weighing a folder takes at most such a part of the time. */
    private static final int PART = 40;

    /** Within so long no folder gets more names than fit. */
    private static final long LEAST_FRESH = TimeUnit.SECONDS.toNanos(1);

    /** Lists may take two fifths of the heap. */
    private static final long SHARE_PERCENT = 40;

    private static final int MOST_FOLDERS = 1_000;
    private static final int LAST_OF_LATIN = 255;
    private static final long MEGABYTE = 1 << 20;

    private final long most;
    private final LongSupplier nanoTime;
    private final Map<Path, Weight> weights = BoundedMap.byUse(MOST_FOLDERS);
    private final Map<Object, Deque<Listed>> lists = new HashMap<>();
    private final Map<Path, String> troubles = new ConcurrentHashMap<>();

    /**
     * @param most how many bytes all lists together may take
     * @param nanoTime such as {@link System#nanoTime}
     */
    NameRoom(long most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
    }

    /** That of this JVM's heap. */
    static NameRoom ofThisJvm() {
        return new NameRoom(
                Runtime.getRuntime().maxMemory() / 100 * SHARE_PERCENT, System::nanoTime);
    }

    private record Weight(long names, long bytes, long freshUntil) {}

    private record Listed(Path folder, long bytes) {}

    /**
     * Asks for room for the list of a folder. Folders that were listed before and do not hold it
     * are left by then.
     *
     * @param lister who lists it, and folders within it meanwhile
     * @return false if there is none: for ever, as {@link #trouble} says, or as long as another
     *     lister has its list
     */
    public synchronized boolean tryList(Object lister, Path folder) {
        Deque<Listed> own = lists.computeIfAbsent(lister, one -> new ArrayDeque<>());
        while (!own.isEmpty() && !isWithin(own.peek().folder, folder)) {
            own.pop();
        }
        Weight weight = weights.get(folder);
        if (weight == null || nanoTime.getAsLong() - weight.freshUntil >= 0) {
            weight = weigh(folder);
            weights.put(folder, weight);
        }
        if (bytes(own) + weight.bytes > most) {
            hold(folder, weight);
            return false;
        }
        release(folder);
        long all = lists.values().stream().mapToLong(NameRoom::bytes).sum();
        if (all + weight.bytes > most) {
            return false;
        }
        own.push(new Listed(folder, weight.bytes));
        return true;
    }

    /** The lists of a lister are no longer needed. */
    synchronized void end(Object lister) {
        lists.remove(lister);
    }

    /** Why a folder is not listed, to follow its name; null if it is. */
    String trouble(Path folder) {
        return troubles.isEmpty() ? null : troubles.get(folder);
    }

    private static boolean isWithin(Path upper, Path folder) {
        return folder.startsWith(upper) && !folder.equals(upper);
    }

    private static long bytes(Collection<Listed> lists) {
        return lists.stream().mapToLong(Listed::bytes).sum();
    }

    private void hold(Path folder, Weight weight) {
        String trouble =
                "has too many names: a list of the first %,d takes %d MB, and the lists of folders may take %d MB, %d %% of the heap. Nothing is taken from it: give the program more memory, or move files out of the folder"
                        .formatted(weight.names, mb(weight.bytes), mb(most), SHARE_PERCENT);
        if (troubles.size() >= MOST_FOLDERS) {
            troubles.clear();
        }
        if (troubles.put(folder, trouble) == null) {
            LOG.error("{} {}", CompanionNames.printable(folder.toString()), trouble);
        }
    }

    private void release(Path folder) {
        if (troubles.remove(folder) != null) {
            LOG.info(
                    "The memory has room for the names in {} again: its files are taken",
                    CompanionNames.printable(folder.toString()));
        }
    }

    private static long mb(long bytes) {
        return (bytes + MEGABYTE - 1) / MEGABYTE;
    }

    /** Goes no further than the names fit. */
    private Weight weigh(Path folder) {
        long begin = nanoTime.getAsLong();
        String upper = folder.toString();
        long names = 0;
        long bytes = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                names++;
                bytes += weight(upper, entry.getFileName().toString());
                if (bytes > most) {
                    break;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Camel lists no more than what can be read; the folder's own check tells of it.
            LOG.debug("Cannot weigh the names in {}: {}", folder, e.toString());
        }
        long end = nanoTime.getAsLong();
        return new Weight(names, bytes, end + Math.max(LEAST_FRESH, PART * (end - begin)));
    }

    /** Of the name and of the path that it ends; one wide letter makes all of a text wide. */
    static long weight(String upper, String name) {
        int ofName = isLatin(name) ? 1 : 2;
        int ofPath = ofName == 1 && isLatin(upper) ? 1 : 2;
        return BYTES_OF_A_FILE
                + (long) ofName * name.length()
                + (long) ofPath * (upper.length() + 1 + name.length());
    }

    private static boolean isLatin(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LAST_OF_LATIN) {
                return false;
            }
        }
        return true;
    }
}
