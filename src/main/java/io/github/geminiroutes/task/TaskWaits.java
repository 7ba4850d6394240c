package io.github.geminiroutes.task;

import io.github.geminiroutes.support.SingleLine;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks whose files wait for calls under way, which have set their budget aside. Calls in
 * flight end soon, and the log says nothing; what batch jobs have set aside may last for hours.
 * Thread-safe.
 */
final class TaskWaits {

    private static final Logger LOG = LoggerFactory.getLogger(TaskWaits.class);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Map<String, Instant> since = new ConcurrentHashMap<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * A task waits; the log says so once if that takes long.
     *
     * @return whether it was told now
     */
    boolean look(String path, Instant now) {
        Instant began = since.computeIfAbsent(path, key -> now);
        if (!now.isAfter(began.plus(LONG)) || !told.add(path)) {
            return false;
        }
        LOG.info(
                "The files of the task {} wait: its budget is set aside for its calls and batch jobs that are under way",
                SingleLine.of(path));
        return true;
    }

    /** A task goes on, or is gone. */
    void end(String path) {
        since.remove(path);
        told.remove(path);
    }
}
