package io.github.geminiroutes.support;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * A line of things that wait: by priority, within one first come, first served, and none for ever.
 * Thread-safe.
 *
 * @param <T> what waits
 */
public final class PriorityLine<T> {

    private final Map<Priority, Deque<T>> waiting = new EnumMap<>(Priority.class);
    private final FairTurns turns = new FairTurns();

    public PriorityLine() {
        for (Priority priority : Priority.values()) {
            waiting.put(priority, new ArrayDeque<>());
        }
    }

    /** Adds one at the end of its priority. */
    public synchronized void add(T one, Priority priority) {
        waiting.get(priority).addLast(one);
    }

    /** Takes the one whose turn it is; null if none waits. */
    public synchronized T poll() {
        Priority next = turns.next(this::isWaiting);
        if (next == null) {
            return null;
        }
        T one = waiting.get(next).removeFirst();
        turns.served(next, this::isWaiting);
        return one;
    }

    /** Takes one out of the line; whether it was in it. */
    public synchronized boolean remove(T one) {
        return waiting.values().stream().anyMatch(line -> line.remove(one));
    }

    private boolean isWaiting(Priority priority) {
        return !waiting.get(priority).isEmpty();
    }
}
