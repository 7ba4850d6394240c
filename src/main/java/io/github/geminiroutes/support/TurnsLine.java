package io.github.geminiroutes.support;

import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Things that wait by turns of their owners: one of each owner, then the next of each, and those of
 * one owner in the order in which they came. An owner who brings a thousand therefore delays
 * another one by one turn. Each thing is in it once. Not thread-safe.
 *
 * @param <T> what waits
 */
public final class TurnsLine<T> extends AbstractCollection<T> {

    private final Function<T, String> owner;

    /** By owner, in the order of the next turns; none of them is empty. */
    private final Map<String, Set<T>> waiting = new LinkedHashMap<>();

    private int size;

    /**
     * @param owner whose a thing is; always the same for a thing
     */
    public TurnsLine(Function<T, String> owner) {
        this.owner = owner;
    }

    /** Adds one at the end of its owner's; whether it was not there before. */
    @Override
    public boolean add(T one) {
        boolean isNew =
                waiting.computeIfAbsent(owner.apply(one), name -> new LinkedHashSet<>()).add(one);
        size += isNew ? 1 : 0;
        return isNew;
    }

    /** Takes one out; its owner keeps the turn. */
    public boolean take(T one) {
        String name = owner.apply(one);
        Set<T> own = waiting.get(name);
        if (own == null || !own.remove(one)) {
            return false;
        }
        size--;
        if (own.isEmpty()) {
            waiting.remove(name);
        }
        return true;
    }

    /** Whether it is there. */
    public boolean has(T one) {
        Set<T> own = waiting.get(owner.apply(one));
        return own != null && own.contains(one);
    }

    /** The owner of this one has had a turn: all others come before the next. */
    public void served(T one) {
        if (waiting.size() < 2) {
            return;
        }
        String name = owner.apply(one);
        Set<T> own = waiting.remove(name);
        if (own != null) {
            waiting.put(name, own);
        }
    }

    /**
     * The first in the order of the turns whose owner may have one; null if there is none.
     *
     * @param may is asked of the first of each owner
     */
    public T first(Predicate<? super T> may) {
        for (Set<T> own : waiting.values()) {
            T first = own.iterator().next();
            if (may.test(first)) {
                return first;
            }
        }
        return null;
    }

    @Override
    public int size() {
        return size;
    }

    /** In the order of their turns. */
    @Override
    public Iterator<T> iterator() {
        return new InTurn();
    }

    private final class InTurn implements Iterator<T> {

        private final Queue<Iterator<T>> next = new ArrayDeque<>(waiting.size());
        private T last;
        private Iterator<T> lastFrom;

        InTurn() {
            waiting.values().forEach(own -> next.add(own.iterator()));
        }

        @Override
        public boolean hasNext() {
            return !next.isEmpty();
        }

        @Override
        public T next() {
            Iterator<T> own = next.poll();
            if (own == null) {
                throw new NoSuchElementException();
            }
            last = own.next();
            lastFrom = own;
            if (own.hasNext()) {
                next.add(own);
            }
            return last;
        }

        @Override
        public void remove() {
            lastFrom.remove();
            size--;
            waiting.computeIfPresent(owner.apply(last), (name, own) -> own.isEmpty() ? null : own);
        }
    }
}
