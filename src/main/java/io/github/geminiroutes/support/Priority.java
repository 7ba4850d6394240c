package io.github.geminiroutes.support;

import java.util.Locale;

/** How urgent a call is; in the order in which calls go. */
public enum Priority {
    HIGH,
    NORMAL,
    LOW;

    /** The number of priorities. */
    public static final int COUNT = values().length;

    /** As people write it: {@code high}, {@code normal}, {@code low}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The priority of that name, in any case; null for any other text. */
    public static Priority of(String text) {
        for (Priority priority : values()) {
            if (priority.name().equalsIgnoreCase(text.strip())) {
                return priority;
            }
        }
        return null;
    }
}
