package io.github.geminiroutes.quota;

import io.github.geminiroutes.support.FairTurns;
import io.github.geminiroutes.support.Priority;
import io.github.geminiroutes.support.TurnsLine;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The permits of one model that wait: by priority, within one by turns of their callers. A permit
 * whose caller does not come back in time loses its place. Times in microseconds. Not thread-safe.
 */
final class WaitQueue implements Iterable<Permit> {

    /** For so long a permit has a place that has not asked for its time: a caller may be gone. */
    private static final long UNTIL_ASKED = 5_000_000;

    /**
     * How long after its time a permit keeps its place. On a busy machine callers come seconds
     * late: those behind have later times, so that a place that is lost is lost for a minute.
     */
    private static final long GRACE = 30_000_000;

    private final Map<Priority, TurnsLine<Permit>> waiting = new EnumMap<>(Priority.class);
    private final FairTurns turns = new FairTurns();

    /** Calls that were admitted and refused: they go before all others. */
    private final Set<Permit> returned = new LinkedHashSet<>();

    WaitQueue() {
        for (Priority priority : Priority.values()) {
            waiting.put(priority, new TurnsLine<>(permit -> permit.caller));
        }
    }

    /** Adds a permit at the end, a returned one at the front; one that has a place keeps it. */
    void join(Permit permit, long now) {
        if (permit.isReturn ? returned.add(permit) : waiting.get(permit.priority).add(permit)) {
            permit.state = Permit.State.QUEUED;
            permit.due = Long.MIN_VALUE;
            permit.askBy = now + UNTIL_ASKED;
        }
    }

    /** Keeps the place of a permit that is due at a time, up to 1 ms later. */
    void keep(Permit permit, long due) {
        permit.due = due;
        permit.askBy = due + GRACE + 1_000;
    }

    void leave(Permit permit) {
        if (permit.isReturn ? returned.remove(permit) : waiting.get(permit.priority).take(permit)) {
            permit.state = Permit.State.OUT;
        }
    }

    /** A permit leaves the queue because it has had its turn. */
    void admit(Permit permit) {
        if (!permit.isReturn) {
            turns.served(permit.priority, this::isWaiting);
            waiting.get(permit.priority).served(permit);
        }
        leave(permit);
    }

    private boolean isWaiting(Priority priority) {
        return !waiting.get(priority).isEmpty();
    }

    /** Drops the lost permits in front of a permit; all lost ones if it is null. */
    void dropLost(Permit before, long now) {
        if (dropLost(returned, before, now)) {
            return;
        }
        for (Priority priority : Priority.values()) {
            TurnsLine<Permit> part = waiting.get(priority);
            if (before == null || priority.compareTo(before.priority) <= 0) {
                dropLost(part, before, now);
            } else {
                dropFirst(part, now);
            }
        }
    }

    /** Only its first may be in front of a higher priority: in its turn of ten. */
    private static void dropFirst(TurnsLine<Permit> part, long now) {
        Iterator<Permit> each = part.iterator();
        while (each.hasNext() && dropIfLost(each, each.next(), now)) {
            // The next one is the first now.
        }
    }

    private static boolean dropIfLost(Iterator<Permit> at, Permit permit, long now) {
        if (permit.askBy >= now) {
            return false;
        }
        at.remove();
        permit.state = Permit.State.OUT;
        return true;
    }

    /** Returns whether the permit was found. */
    private static boolean dropLost(Collection<Permit> part, Permit before, long now) {
        for (Iterator<Permit> each = part.iterator(); each.hasNext(); ) {
            Permit permit = each.next();
            if (permit == before) {
                return true;
            }
            dropIfLost(each, permit, now);
        }
        return false;
    }

    /** Where a permit stands that would reserve so many tokens. */
    QueuePlace place(Permit permit, long tokens) {
        int ahead = 0;
        for (Permit each : this) {
            if (each == permit) {
                break;
            }
            ahead++;
        }
        int next = highestBut(permit);
        int rank = permit.isReturn ? 0 : Math.min(permit.priority.ordinal(), next);
        boolean isBelow =
                !permit.isReturn
                        && waiting.entrySet().stream()
                                .anyMatch(
                                        part ->
                                                part.getKey().compareTo(permit.priority) < 0
                                                        && !part.getValue().isEmpty());
        return new QueuePlace(ahead, length(), tokens, rank, next, isBelow);
    }

    int length() {
        return returned.size() + waiting.values().stream().mapToInt(TurnsLine::size).sum();
    }

    /** The highest priority that waits beside a permit, 0 for the highest of all. */
    private int highestBut(Permit permit) {
        if (returned.size() > (returned.contains(permit) ? 1 : 0)) {
            return 0;
        }
        for (Priority priority : Priority.values()) {
            TurnsLine<Permit> part = waiting.get(priority);
            if (part.size() > (part.has(permit) ? 1 : 0)) {
                return priority.ordinal();
            }
        }
        return Priority.COUNT - 1;
    }

    /** In the order of their turns. */
    @Override
    public Iterator<Permit> iterator() {
        Iterator<Permit> rest = ofOnePriority();
        rest = rest == null ? new InTurn() : rest;
        return returned.isEmpty()
                ? rest
                : Stream.concat(returned.stream(), stream(rest)).iterator();
    }

    private static Stream<Permit> stream(Iterator<Permit> rest) {
        Iterable<Permit> once = () -> rest;
        return StreamSupport.stream(once.spliterator(), false);
    }

    /** Nearly always all have the same priority; null if not. */
    private Iterator<Permit> ofOnePriority() {
        TurnsLine<Permit> found = null;
        for (TurnsLine<Permit> part : waiting.values()) {
            if (!part.isEmpty()) {
                if (found != null) {
                    return null;
                }
                found = part;
            }
        }
        return found == null ? waiting.get(Priority.NORMAL).iterator() : found.iterator();
    }

    /** The turns as they come if no permit joins. */
    private final class InTurn implements Iterator<Permit> {

        private final FairTurns next = turns.copy();
        private final Map<Priority, Iterator<Permit>> parts = new EnumMap<>(Priority.class);

        InTurn() {
            waiting.forEach((priority, part) -> parts.put(priority, part.iterator()));
        }

        @Override
        public boolean hasNext() {
            return next.next(this::has) != null;
        }

        @Override
        public Permit next() {
            Priority turn = next.next(this::has);
            if (turn == null) {
                throw new NoSuchElementException();
            }
            Permit permit = parts.get(turn).next();
            next.served(turn, priority -> priority == turn || has(priority));
            return permit;
        }

        private boolean has(Priority priority) {
            return parts.get(priority).hasNext();
        }
    }
}
