package io.github.geminiroutes.folder;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of the inbox that are never taken though they are named like prompts: links, pipes, devices
 * and copies of a sync client. Each is told once in the log, again only for another reason.
 * Thread-safe.
 */
public final class LeftAlone {

    private static final Logger LOG = LoggerFactory.getLogger(LeftAlone.class);

    /** A flood of them must fill neither the memory nor the log. */
    private static final int MOST = 10_000;

    private final Map<String, String> reasons = new ConcurrentHashMap<>();

    /** The names, as far as they were looked at, and why each is left alone. */
    public Map<String, String> reasons() {
        return Map.copyOf(reasons);
    }

    /**
     * Notes that a file is left alone.
     *
     * @param reason to follow the name: "is a symbolic link"
     */
    void tell(String name, String reason) {
        boolean isRoom = reasons.size() < MOST || reasons.containsKey(name);
        if (isRoom && !reason.equals(reasons.put(name, reason))) {
            LOG.warn("Left alone in the inbox: {} {}", CompanionNames.printable(name), reason);
        }
    }

    /** The name stands for a file that is taken, or for none. */
    void forget(String name) {
        if (!reasons.isEmpty()) {
            reasons.remove(name);
        }
    }
}
