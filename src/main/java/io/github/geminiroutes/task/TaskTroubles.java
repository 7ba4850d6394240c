package io.github.geminiroutes.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why tasks are stopped, as the log has told it. Of very many tasks it tells so many an hour: each
 * is looked at every few seconds, and memory for all of them has no bound. Thread-safe.
 */
final class TaskTroubles {

    static final int MOST = 1_000;
    static final Duration REST = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(TaskTroubles.class);

    /** By the path of the task. */
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    /** Since when there is no room for further ones; null if there is. */
    private Instant fullSince;

    /**
     * Notes why a task is stopped.
     *
     * @return whether the log is to tell it: it is another reason than before
     */
    boolean note(String path, String trouble, Instant now) {
        if (troubles.size() >= MOST && !troubles.containsKey(path) && !tryForget(now)) {
            return false;
        }
        return !trouble.equals(troubles.put(path, trouble));
    }

    /** Forgets them once they are old: those of folders that are gone would stay for ever. */
    private synchronized boolean tryForget(Instant now) {
        // The clock may have been set back.
        if (fullSince == null || now.isBefore(fullSince)) {
            fullSince = now;
            LOG.warn("More than {} tasks are stopped: the log tells others in an hour", MOST);
            return false;
        }
        if (now.isBefore(fullSince.plus(REST))) {
            return false;
        }
        fullSince = null;
        troubles.clear();
        return true;
    }

    /** A task goes on, or is gone; returns whether it was stopped. */
    boolean end(String path) {
        return troubles.remove(path) != null;
    }

    /** All that are noted, by path. */
    Map<String, String> all() {
        return new TreeMap<>(troubles);
    }
}
