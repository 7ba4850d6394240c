package io.github.geminiroutes.task;

import io.github.geminiroutes.support.FileStamp;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * What was read of task folders, bounded in number and in bytes: beyond, all are forgotten, and
 * each is read anew. Thread-safe.
 */
final class KnownTasks {

    private static final int MOST = 1_000;

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final long mostBytes;

    /**
     * @param mostBytes of the files; what is read of them takes several times as many
     */
    KnownTasks(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** What was read of a folder, and the stamps by which a change shows. */
    record Known(
            FileStamp stamp, Map<String, FileStamp> partials, TaskFolder folder, Instant again) {}

    /**
     * @param read gets what is known of a folder, or null, and gives what it is now
     */
    Known renew(String path, UnaryOperator<Known> read) {
        if (known.size() >= MOST || bytes.get() > mostBytes) {
            known.clear();
            bytes.set(0);
        }
        return known.compute(
                path,
                (key, before) -> {
                    Known now = read.apply(before);
                    bytes.addAndGet(weight(now) - weight(before));
                    return now;
                });
    }

    void forget(String path) {
        bytes.addAndGet(-weight(known.remove(path)));
    }

    /** How many are known. */
    int size() {
        return known.size();
    }

    private static long weight(Known one) {
        return one == null || one.folder().prompt() == null ? 0 : one.stamp().size();
    }
}
