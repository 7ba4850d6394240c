package io.github.geminiroutes.task;

import io.github.geminiroutes.support.SingleLine;
import io.github.geminiroutes.support.ToldOnce;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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

    private static final String REASON =
            "its budget is set aside for its calls and batch jobs that are under way";

    private final Map<String, Instant> since = new ConcurrentHashMap<>();
    private final ToldOnce told = new ToldOnce();

    /**
     * A task waits; the log says so once if that takes long.
     *
     * @return why, for a person, once it takes long; null before
     */
    String look(String path, Instant now) {
        Instant began = since.computeIfAbsent(path, key -> now);
        if (!now.isAfter(began.plus(LONG))) {
            return null;
        }
        if (told.isNew(path)) {
            LOG.info("The files of the task {} wait: {}", SingleLine.of(path), REASON);
        }
        return REASON;
    }

    /** A task goes on, or is gone. */
    void end(String path) {
        since.remove(path);
        told.forget(path);
    }
}
