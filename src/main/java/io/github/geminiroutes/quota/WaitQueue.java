package io.github.geminiroutes.quota;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The permits of one model that wait, first come, first served. A permit whose caller does not come
 * back in time loses its place. Times in microseconds. Not thread-safe.
 */
final class WaitQueue implements Iterable<Permit> {

    /** How long after its time a permit keeps its place: a caller may be gone. */
    static final long GRACE = 5_000_000;

    private final Set<Permit> waiting = new LinkedHashSet<>();

    /** Calls that were admitted and refused: they go before all others. */
    private final Set<Permit> returned = new LinkedHashSet<>();

    /** Adds a permit at the end, a returned one at the front; one that has a place keeps it. */
    void join(Permit permit, long now) {
        if ((permit.isReturn ? returned : waiting).add(permit)) {
            permit.state = Permit.State.QUEUED;
            permit.due = Long.MIN_VALUE;
            permit.askBy = now + GRACE;
        }
    }

    /** Keeps the place of a permit that is due at a time, up to 1 ms later. */
    void keep(Permit permit, long due) {
        permit.due = due;
        permit.askBy = due + GRACE + 1_000;
    }

    void leave(Permit permit) {
        if (waiting.remove(permit) || returned.remove(permit)) {
            permit.state = Permit.State.OUT;
        }
    }

    /** Drops the lost permits in front of a permit; all lost ones if it is null. */
    void dropLost(Permit before, long now) {
        if (!dropLost(returned, before, now)) {
            dropLost(waiting, before, now);
        }
    }

    /** Returns whether the permit was found. */
    private static boolean dropLost(Set<Permit> part, Permit before, long now) {
        for (Iterator<Permit> each = part.iterator(); each.hasNext(); ) {
            Permit permit = each.next();
            if (permit == before) {
                return true;
            }
            if (permit.askBy < now) {
                each.remove();
                permit.state = Permit.State.OUT;
            }
        }
        return false;
    }

    /** How many permits are in front of the permit. */
    int place(Permit permit) {
        int place = 0;
        for (Permit each : this) {
            if (each == permit) {
                break;
            }
            place++;
        }
        return place;
    }

    int length() {
        return returned.size() + waiting.size();
    }

    @Override
    public Iterator<Permit> iterator() {
        return returned.isEmpty()
                ? waiting.iterator()
                : Stream.concat(returned.stream(), waiting.stream()).iterator();
    }
}
