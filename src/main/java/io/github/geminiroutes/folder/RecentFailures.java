package io.github.geminiroutes.folder;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last setbacks; older ones are forgotten. Thread-safe. */
final class RecentFailures {

    /** As many as a person looks at. */
    static final int MOST = 20;

    private final Deque<RecentFailure> ring = new ArrayDeque<>(MOST);

    synchronized void add(RecentFailure setback) {
        if (ring.size() == MOST) {
            ring.removeLast();
        }
        ring.addFirst(setback);
    }

    synchronized List<RecentFailure> newestFirst() {
        return List.copyOf(ring);
    }
}
