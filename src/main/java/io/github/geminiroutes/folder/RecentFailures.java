package io.github.geminiroutes.folder;

import io.github.geminiroutes.failure.Failure;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last prompts that failed or were parked; older ones are dropped. Thread-safe. */
public final class RecentFailures {

    /** As many as a person looks at. */
    static final int MOST = 20;

    private final Deque<Entry> ring = new ArrayDeque<>(MOST);

    /**
     * A prompt that was not answered.
     *
     * @param at when that was settled
     * @param prompt its name, made printable
     * @param model the model asked last; null if no call was prepared
     * @param outcome {@link Outcome#FAILED} or {@link Outcome#PARKED}
     * @param failure why
     * @param notBefore when it goes back into the inbox; null unless it is parked
     */
    public record Entry(
            Instant at,
            String prompt,
            String model,
            Outcome outcome,
            Failure failure,
            Instant notBefore) {}

    synchronized void add(Entry failure) {
        if (ring.size() == MOST) {
            ring.removeLast();
        }
        ring.addFirst(failure);
    }

    synchronized List<Entry> newestFirst() {
        return List.copyOf(ring);
    }
}
