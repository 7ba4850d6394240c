package io.github.geminiroutes.quota;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tickets of one model, first come, first served. Who does not come back in time loses the
 * place. Times in microseconds. Not thread-safe.
 */
final class Line implements Iterable<Ticket> {

    /** How long after its time a ticket may come back: a caller that is gone holds nobody up. */
    static final long PATIENCE = 5_000_000;

    private final Set<Ticket> tickets = new LinkedHashSet<>();

    /** Calls that were let through and refused: it was their turn, and it is again. */
    private final Set<Ticket> returned = new LinkedHashSet<>();

    /** Takes a place at the end, or keeps the one it has; one that returns goes to the front. */
    void join(Ticket ticket, long now) {
        if ((ticket.returns ? returned : tickets).add(ticket)) {
            ticket.state = Ticket.State.WAITING;
            ticket.due = Long.MIN_VALUE;
            ticket.askBy = now + PATIENCE;
        }
    }

    /** The ticket is told to come back at a time, or up to a millisecond later. */
    void keep(Ticket ticket, long due) {
        ticket.due = due;
        ticket.askBy = due + PATIENCE + 1_000;
    }

    void leave(Ticket ticket) {
        if (tickets.remove(ticket) || returned.remove(ticket)) {
            ticket.state = Ticket.State.OUT;
        }
    }

    /** Drops those in front of the ticket who did not come back; all of them if it is null. */
    void dropLost(Ticket before, long now) {
        if (!dropLost(returned, before, now)) {
            dropLost(tickets, before, now);
        }
    }

    /** Whether the ticket was met. */
    private static boolean dropLost(Set<Ticket> part, Ticket before, long now) {
        for (Iterator<Ticket> each = part.iterator(); each.hasNext(); ) {
            Ticket ticket = each.next();
            if (ticket == before) {
                return true;
            }
            if (ticket.askBy < now) {
                each.remove();
                ticket.state = Ticket.State.OUT;
            }
        }
        return false;
    }

    /** How many stand in front of the ticket. */
    int place(Ticket ticket) {
        int place = 0;
        for (Ticket each : this) {
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
    public Iterator<Ticket> iterator() {
        return returned.isEmpty()
                ? tickets.iterator()
                : Stream.concat(returned.stream(), tickets.stream()).iterator();
    }
}
