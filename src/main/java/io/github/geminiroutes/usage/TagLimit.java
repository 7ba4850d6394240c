package io.github.geminiroutes.usage;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits the values of a tag: after a number of different values, each further one becomes {@value
 * #OTHER}. Prompts may name any model, and each value of a tag costs memory here and in Prometheus.
 */
public final class TagLimit {

    public static final String OTHER = "other";

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final int most;

    public TagLimit(int most) {
        this.most = most;
    }

    /** Whether the value was seen before, or there were too many to tell. */
    public boolean isKnown(String value) {
        return known.contains(value) || known.size() >= most;
    }

    /** The value itself, or {@value #OTHER}; {@code none} for null. */
    public String fold(String value) {
        if (value == null) {
            return "none";
        }
        if (known.contains(value)) {
            return value;
        }
        // Two concurrent calls may both add the last value: the limit is approximate.
        return known.size() < most && known.add(value) ? value : OTHER;
    }
}
