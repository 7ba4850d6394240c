package io.github.geminiroutes.support;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;

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
    public T poll() {
        return poll(one -> true);
    }

    /**
     * Takes the one whose turn it is among those that may go now; null if there is none.
     *
     * @param mayGo is asked of the first of each owner
     */
    public synchronized T poll(Predicate<? super T> mayGo) {
        Predicate<Place<T>> may = place -> mayGo.test(place.one);
        Priority next = turns.next(priority -> waiting.get(priority).first(may) != null);
        if (next == null) {
            return null;
        }
        TurnsLine<Place<T>> line = waiting.get(next);
        Place<T> first = line.first(may);
        line.served(first);
        line.take(first);
        turns.served(next, this::isWaiting);
        return first.one;
    }

    /** Takes those out of the line that match; whether there was one. */
    public synchronized boolean removeIf(Predicate<? super T> which) {
        boolean isAny = false;
        for (TurnsLine<Place<T>> line : waiting.values()) {
            isAny |= line.removeIf(place -> which.test(place.one));
        }
        return isAny;
    }

    private boolean isWaiting(Priority priority) {
        return !waiting.get(priority).isEmpty();
    }
}
