package io.github.geminiroutes.support;

import java.util.EnumMap;
import java.util.Map;

/**
 * A line of things that wait: by priority, within one by turns of their owners, of one owner first
 * come, first served, and none for ever. Thread-safe.
 *
 * @param <T> what waits
 */
public final class PriorityLine<T> {

    private final Map<Priority, TurnsLine<Place<T>>> waiting = new EnumMap<>(Priority.class);
    private final FairTurns turns = new FairTurns();

    public PriorityLine() {
        for (Priority priority : Priority.values()) {
            waiting.put(priority, new TurnsLine<>(Place::owner));
        }
    }

    /** The same thing may be there twice. */
    private static final class Place<T> {

        private final T one;
        private final String owner;

        Place(T one, String owner) {
            this.one = one;
            this.owner = owner;
        }

        String owner() {
            return owner;
        }
    }

    /** Adds one at the end of its priority. */
    public void add(T one, Priority priority) {
        add(one, priority, "");
    }

    /** Adds one at the end of those of its priority and its owner. */
    public synchronized void add(T one, Priority priority, String owner) {
        waiting.get(priority).add(new Place<>(one, owner));
    }

    /** Takes the one whose turn it is; null if none waits. */
    public synchronized T poll() {
        Priority next = turns.next(this::isWaiting);
        if (next == null) {
            return null;
        }
        TurnsLine<Place<T>> line = waiting.get(next);
        Place<T> first = line.iterator().next();
        line.served(first);
        line.take(first);
        turns.served(next, this::isWaiting);
        return first.one;
    }

    /** Takes one out of the line; whether it was in it. */
    public synchronized boolean remove(T one) {
        return waiting.values().stream().anyMatch(line -> line.removeIf(place -> place.one == one));
    }

    private boolean isWaiting(Priority priority) {
        return !waiting.get(priority).isEmpty();
    }
}
