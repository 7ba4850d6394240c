package io.github.geminiroutes.folder;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left alone in the inbox: other types, folders, links, pipes, devices, names that cannot
 * be read, and copies of a sync client. Each is told once in the log, again only for another
 * reason; a flood of them is told in one line. Thread-safe.
 */
public final class LeftAlone {

    private static final Logger LOG = LoggerFactory.getLogger(LeftAlone.class);

    /** A flood of them must fill neither the memory nor the log. */
    private static final int MOST = InboxCensus.MOST_EXAMPLES;

    private final Map<String, String> reasons = new ConcurrentHashMap<>();
    private final AtomicBoolean isFloodTold = new AtomicBoolean();

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
        if (reasons.size() >= MOST && !reasons.containsKey(name)) {
            if (isFloodTold.compareAndSet(false, true)) {
                LOG.warn(
                        "Left alone in the inbox: more than {} files; those to come are counted and"
                                + " not named",
                        MOST);
            }
        } else if (!reason.equals(reasons.put(name, reason))) {
            LOG.warn("Left alone in the inbox: {} {}", CompanionNames.printable(name), reason);
        }
    }

    /** Notes what a pass over the inbox has found; names that are gone are forgotten. */
    public void tell(InboxCensus census) {
        if (census.leftAlone() <= census.examples().size()) {
            reasons.keySet().retainAll(census.examples().keySet());
        }
        census.examples().forEach(this::tell);
        if (census.leftAlone() > census.examples().size() && reasons.size() >= MOST) {
            tell("", "");
        }
    }

    /** The name stands for a file that is taken, or for none. */
    void forget(String name) {
        if (!reasons.isEmpty()) {
            reasons.remove(name);
        }
    }
}
