package io.github.geminiroutes.support;

import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A line of things that wait: by priority, within one by turns of their owners, of one owner by
 * turns of their kinds, of one kind first come, first served, and none for ever. Thread-safe.
 *
 * @param <T> what waits
 */
public final class PriorityLine<T> {

    private final Map<Priority, Turns<T>> waiting = new EnumMap<>(Priority.class);
    private final FairTurns turns = new FairTurns();

    public PriorityLine() {
        for (Priority priority : Priority.values()) {
            waiting.put(priority, new Turns<>());
        }
    }

    /** The same thing may be there twice. */
    private static final class Place<T> {

        private final T one;
        private final String owner;
        private final String kind;

        Place(T one, String owner, String kind) {
            this.one = one;
            this.owner = owner;
            this.kind = kind;
        }

        String kind() {
            return kind;
        }
    }

    /** Those of one priority. */
    private static final class Turns<T> {

        /** By owner, in the order of the next turns; none of them is empty. */
        private final Map<String, TurnsLine<Place<T>>> owners = new LinkedHashMap<>();

        void add(Place<T> place) {
            owners.computeIfAbsent(place.owner, name -> new TurnsLine<>(Place::kind)).add(place);
        }

        /** Null if there is none that may go. */
        Place<T> first(Predicate<? super T> mayGo) {
            for (TurnsLine<Place<T>> own : owners.values()) {
                Place<T> first = own.first(place -> mayGo.test(place.one));
                if (first != null) {
                    return first;
                }
            }
            return null;
        }

        /** Takes it out: its owner and its kind have had their turn. */
        void serve(Place<T> place) {
            TurnsLine<Place<T>> own = owners.remove(place.owner);
            own.served(place);
            own.take(place);
            if (!own.isEmpty()) {
                owners.put(place.owner, own);
            }
        }

        boolean removeIf(Predicate<? super T> which) {
            boolean isAny = false;
            for (Iterator<TurnsLine<Place<T>>> all = owners.values().iterator(); all.hasNext(); ) {
                TurnsLine<Place<T>> own = all.next();
                isAny |= own.removeIf(place -> which.test(place.one));
                if (own.isEmpty()) {
                    all.remove();
                }
            }
            return isAny;
        }
    }

    /** Adds one at the end of its priority. */
    public void add(T one, Priority priority) {
        add(one, priority, "", "");
    }

    /** Adds one at the end of those of its priority, its owner and its kind. */
    public synchronized void add(T one, Priority priority, String owner, String kind) {
        waiting.get(priority).add(new Place<>(one, owner, kind));
    }

    /** Takes the one whose turn it is; null if none waits. */
    public T poll() {
        return poll(one -> true);
    }

    /**
     * Takes the one whose turn it is among those that may go now; null if there is none.
     *
     * @param mayGo is asked of the first of each kind of each owner
     */
    public synchronized T poll(Predicate<? super T> mayGo) {
        Priority next = turns.next(priority -> waiting.get(priority).first(mayGo) != null);
        if (next == null) {
            return null;
        }
        Place<T> first = waiting.get(next).first(mayGo);
        waiting.get(next).serve(first);
        turns.served(next, this::isWaiting);
        return first.one;
    }

    /** Takes those out of the line that match; whether there was one. */
    public synchronized boolean removeIf(Predicate<? super T> which) {
        boolean isAny = false;
        for (Turns<T> line : waiting.values()) {
            isAny |= line.removeIf(which);
        }
        return isAny;
    }

    private boolean isWaiting(Priority priority) {
        return !waiting.get(priority).owners.isEmpty();
    }
}
