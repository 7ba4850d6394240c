package io.github.geminiroutes.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Calls whose clients have hung up. Google goes on with such a call and bills it. Its answer is
 * therefore kept for the client that asks the same again: for two minutes, and as far as the memory
 * goes. Each answer is given to one client only, as if it had just been made. Thread-safe.
 */
final class PaidAnswers {

    /** Google's own clients wait up to a minute before they ask again. */
    static final Duration KEPT = Duration.ofMinutes(2);

    /** What an answer takes beside its bytes. */
    private static final int OVERHEAD = 1_024;

    private final long most;
    private final BiConsumer<Duration, Runnable> timer;
    private final Map<String, Deque<Flight>> flights = new HashMap<>();

    /** Those whose answer has come, the oldest first. */
    private final Map<Flight, String> landed = new LinkedHashMap<>();

    private long held;

    /**
     * @param most the most bytes that the answers take together
     * @param timer runs an action once after a time
     */
    PaidAnswers(long most, BiConsumer<Duration, Runnable> timer) {
        this.most = most;
        this.timer = timer;
    }

    synchronized boolean isEmpty() {
        return flights.isEmpty();
    }

    /** The last client of a call has gone. */
    synchronized void add(String key, Flight flight) {
        flights.computeIfAbsent(key, none -> new ArrayDeque<>()).add(flight);
        settle(key, flight);
    }

    /** Takes the oldest call for a request out; null if there is none. */
    synchronized Flight take(String key) {
        Deque<Flight> same = flights.get(key);
        if (same == null) {
            return null;
        }
        Flight oldest = same.peek();
        remove(key, oldest);
        return oldest;
    }

    /** A call may have its reply, with nobody who waits for it. */
    synchronized void settle(String key, Flight flight) {
        if (!flight.isOver() || landed.containsKey(flight) || !has(key, flight)) {
            return;
        }
        if (flight.kept() == null || size(flight) > most) {
            forgetCall(key, flight);
            return;
        }
        landed.put(flight, key);
        held += size(flight);
        Iterator<Map.Entry<Flight, String>> oldest = landed.entrySet().iterator();
        while (held > most) {
            Map.Entry<Flight, String> dropped = oldest.next();
            oldest.remove();
            forget(dropped.getValue(), dropped.getKey());
        }
        timer.accept(KEPT, () -> drop(key, flight));
    }

    private synchronized void drop(String key, Flight flight) {
        if (landed.containsKey(flight)) {
            remove(key, flight);
        }
    }

    private boolean has(String key, Flight flight) {
        Deque<Flight> same = flights.get(key);
        return same != null && same.contains(flight);
    }

    private void remove(String key, Flight flight) {
        if (landed.remove(flight) == null) {
            forgetCall(key, flight);
        } else {
            forget(key, flight);
        }
    }

    private void forget(String key, Flight flight) {
        held -= size(flight);
        forgetCall(key, flight);
    }

    private void forgetCall(String key, Flight flight) {
        Deque<Flight> same = flights.get(key);
        same.remove(flight);
        if (same.isEmpty()) {
            flights.remove(key);
        }
    }

    private static long size(Flight flight) {
        return OVERHEAD + flight.kept().json().length;
    }
}
