package io.github.geminiroutes.diagnostics;

import java.util.Optional;

/** The sweeps of a running application: the bean {@code gemini-diagnostics}. */
public final class Diagnostics {

    private volatile Report last;

    /** What the last sweep found; empty before the first has ended. Any thread may ask. */
    public Optional<Report> last() {
        return Optional.ofNullable(last);
    }

    /** Another sweep has ended. */
    void keep(Report report) {
        last = report;
    }
}
