package io.github.geminiroutes.diagnostics;

import java.util.Collection;
import java.util.Comparator;

/** How bad a finding is. */
public enum Status {
    /** As it should be. */
    OK,
    /** Works, but a person should look at it. */
    WARN,
    /** Prompts are not answered, or soon will not be. */
    ERROR;

    /** For metrics: 0, 1 or 2. */
    public int level() {
        return ordinal();
    }

    /** The worst of them; {@link #OK} if there is none. */
    static Status worst(Collection<Status> all) {
        return all.stream().max(Comparator.naturalOrder()).orElse(OK);
    }
}
