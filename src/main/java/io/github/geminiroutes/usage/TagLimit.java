package io.github.geminiroutes.usage;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values a tag may take: the first so many that came, all later ones are {@value #OTHER}.
 * Prompts name models as they like, and each value of a tag costs memory here and in Prometheus.
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
        // Two at once may both come in at the end: the bound is no exact one.
        return known.size() < most && known.add(value) ? value : OTHER;
    }
}
