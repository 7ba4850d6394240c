package io.github.geminiroutes.quota;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tickets of one model, first come, first served. Who does not come back in time loses the
 * place. Times in microseconds. Not thread-safe.
 */
final class WaitQueue implements Iterable<Permit> {

    /** How long after its time a ticket may come back: a caller that is gone holds nobody up. */
    static final long PATIENCE = 5_000_000;

    private final Set<Permit> tickets = new LinkedHashSet<>();

    /** Calls that were let through and refused: it was their turn, and it is again. */
    private final Set<Permit> returned = new LinkedHashSet<>();

    /** Takes a place at the end, or keeps the one it has; one that returns goes to the front. */
    void join(Permit ticket, long now) {
        if ((ticket.returns ? returned : tickets).add(ticket)) {
            ticket.state = Permit.State.WAITING;
            ticket.due = Long.MIN_VALUE;
            ticket.askBy = now + PATIENCE;
        }
    }

    /** The ticket is told to come back at a time, or up to a millisecond later. */
    void keep(Permit ticket, long due) {
        ticket.due = due;
        ticket.askBy = due + PATIENCE + 1_000;
    }

    void leave(Permit ticket) {
        if (tickets.remove(ticket) || returned.remove(ticket)) {
            ticket.state = Permit.State.OUT;
        }
    }

    /** Drops those in front of the ticket who did not come back; all of them if it is null. */
    void dropLost(Permit before, long now) {
        if (!dropLost(returned, before, now)) {
            dropLost(tickets, before, now);
        }
    }

    /** Whether the ticket was met. */
    private static boolean dropLost(Set<Permit> part, Permit before, long now) {
        for (Iterator<Permit> each = part.iterator(); each.hasNext(); ) {
            Permit ticket = each.next();
            if (ticket == before) {
                return true;
            }
            if (ticket.askBy < now) {
                each.remove();
                ticket.state = Permit.State.OUT;
            }
        }
        return false;
    }

    /** How many stand in front of the ticket. */
    int place(Permit ticket) {
        int place = 0;
        for (Permit each : this) {
            if (each == ticket) {
                break;
            }
            place++;
        }
        return place;
    }

    int length() {
        return returned.size() + tickets.size();
    }

    @Override
    public Iterator<Permit> iterator() {
        return returned.isEmpty()
                ? tickets.iterator()
                : Stream.concat(returned.stream(), tickets.stream()).iterator();
    }
}
