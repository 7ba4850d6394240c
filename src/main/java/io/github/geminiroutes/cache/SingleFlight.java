package io.github.geminiroutes.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Lets one caller ask for a key, its leader, while others for the same key follow: they wait for
 * what it gets. Waiting takes no thread: a follower is handed back when the leader is done.
 * Thread-safe.
 *
 * @param <W> what waits
 */
public final class SingleFlight<W> {

    /** What became of a caller. */
    public enum Place {
        /** It asks, and completes the flight at its end. */
        LEADER,
        /** It waits and is handed back. */
        FOLLOWER,
        /** There is no room, or none may wait any more: it asks, and completes nothing. */
        ALONE,
        /** It may not wait: it neither asks nor is handed back. */
        REFUSED
    }

    private final Map<String, List<W>> flights = new HashMap<>();
    private final int most;
    private int waiting;
    private boolean isClosed;

    /**
     * @param most how many may wait at a time, over all keys
     */
    public SingleFlight(int most) {
        this.most = most;
    }

    /**
     * Takes a place: the first of a key asks, further ones wait.
     *
     * @param mayWait is asked, under the lock of this object, of a further one only
     */
    public synchronized Place join(String key, W waiter, BooleanSupplier mayWait) {
        if (isClosed) {
            return Place.ALONE;
        }
        List<W> flight = flights.get(key);
        if (flight == null) {
            flights.put(key, new ArrayList<>(0));
            return Place.LEADER;
        }
        if (waiting >= most) {
            return Place.ALONE;
        }
        if (!mayWait.getAsBoolean()) {
            return Place.REFUSED;
        }
        waiting++;
        flight.add(waiter);
        return Place.FOLLOWER;
    }

    /**
     * Takes the place of the leader, if it is free.
     *
     * @return whether the caller has it, and completes the flight at its end
     */
    public synchronized boolean tryLead(String key) {
        return !isClosed && flights.putIfAbsent(key, new ArrayList<>(0)) == null;
    }

    /**
     * Ends the flight of a key.
     *
     * @return those that waited, in the order in which they came
     */
    public synchronized List<W> complete(String key) {
        List<W> flight = flights.remove(key);
        if (flight == null) {
            return List.of();
        }
        waiting -= flight.size();
        return flight;
    }

    /**
     * Ends the waiting: from now on each caller is alone.
     *
     * @return those that waited
     */
    public synchronized List<W> close() {
        isClosed = true;
        List<W> all = new ArrayList<>();
        flights.values().forEach(all::addAll);
        flights.clear();
        waiting = 0;
        return all;
    }

    /** Takes callers again. */
    public synchronized void open() {
        isClosed = false;
    }
}
