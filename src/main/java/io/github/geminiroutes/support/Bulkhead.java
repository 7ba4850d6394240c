package io.github.geminiroutes.support;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A bulkhead between kinds of work that share a number of places: one kind whose work does not come
 * to its end must not hold all of them. A kind is slow where its work takes longer than is
 * ordinary, and beside others also while none of it has ended. All slow kinds together have three
 * quarters of the places, and further ones only for the first work of an owner and a kind. Other
 * kinds may have all. Where several kinds are asked for, the last sixteenth (at least one place of
 * four, two of eight) is for work of which fewer places are held than are free (dynamic thresholds,
 * Choudhury and Hahne 1998): a kind becomes slow only after a while. Of slow kinds, one that was
 * not tried yet may have the first half of this sixteenth, and none the other half. Work whose kind
 * is empty is not bounded. Thread-safe.
 */
public final class Bulkhead {

    /** Beyond so many kinds the one that asked longest ago is forgotten, and is slow until then. */
    private static final int MOST_KINDS = 1_000;

    /** A kind that nobody else's work was beside for so long is alone. */
    private static final long ALONE_MILLIS = Duration.ofMinutes(10).toMillis();

    /** Work of a new kind is worth this wait, before others need its place in the line. */
    private static final long FIRST_MILLIS = 2_000;

    /** Fewer places are not divided, and of fewer than twice these one is kept. */
    private static final int LEAST_DIVIDED = 4;

    /** Work that takes longer than usual is worth a look after this time. */
    private static final long NOTABLE_MILLIS = 5_000;

    /** The part of the last duration in the usual one. */
    private static final double WEIGHT = 1.0 / 16;

    /** What a kind holds. */
    private static final class Held {

        private int places;

        /** The sum of the times when they were taken. */
        private long since;

        private final Map<String, Integer> owners = new HashMap<>();

        private long meanAge(long now) {
            return now - since / places;
        }

        /** The mean age of work that is under way is half of the time that it takes. */
        private boolean isOld(long now, long ordinary) {
            return 2 * meanAge(now) > ordinary;
        }
    }

    private final int places;
    private final int mostOfSlow;
    private final int kept;
    private final int keptOfQuick;
    private final long ordinary;
    private final LongSupplier clock;
    private final long start;
    private final Map<String, Held> held = new HashMap<>();

    /** How long work takes, in milliseconds, smoothed exponentially. */
    private final Map<String, Double> usual = BoundedMap.byUse(MOST_KINDS);

    private int taken;
    private String last;
    private Long othersAt;

    /**
     * @param places how many there are
     * @param ordinary how long work may take that is not slow
     * @param clock counts nanoseconds
     */
    public Bulkhead(int places, Duration ordinary, LongSupplier clock) {
        this.places = places;
        this.mostOfSlow = places - places / 4;
        this.kept = Math.max(Math.min(2, places / LEAST_DIVIDED), places / 16);
        this.keptOfQuick = (kept + 1) / 2;
        this.ordinary = ordinary.toMillis();
        this.clock = clock;
        this.start = clock.getAsLong();
    }

    private long now() {
        return (clock.getAsLong() - start) / 1_000_000;
    }

    /** Work of a kind is to be done. */
    public synchronized void ask(String kind) {
        if (last != null && !last.equals(kind)) {
            othersAt = now();
        }
        last = kind;
    }

    /**
     * Whether work may have one of the places that are free; there is one.
     *
     * @param owner whose work it is
     */
    public synchronized boolean mayTake(String kind, String owner) {
        if (kind.isEmpty()) {
            return true;
        }
        long now = now();
        int free = places - taken;
        int own = held(kind, owner);
        boolean isSlow = isSlow(kind, now);
        if (free > kept) {
            return !isSlow || own == 0 || ofSlow(now) < mostOfSlow;
        }
        return isSlow ? free > keptOfQuick && isUntried(kind) : own < free || isAlone(kind, now);
    }

    /** Work of a kind none of which was done or is being done may turn out to be quick. */
    private boolean isUntried(String kind) {
        return !usual.containsKey(kind) && !held.containsKey(kind);
    }

    /**
     * Whether work of a kind waits for the end of work that is slow, or takes longer than usual,
     * and not for a place as such: that may take long.
     */
    public synchronized boolean isHeldBack(String kind, String owner) {
        long now = now();
        Held own = held.get(kind);
        boolean isNew = own != null && own.meanAge(now) < FIRST_MILLIS;
        return !kind.isEmpty()
                && !isNew
                && (isSlow(kind, now) || takesLonger(kind, own, now))
                && !mayTake(kind, owner);
    }

    /**
     * Takes a place.
     *
     * @return when; to be given back with the place
     */
    public synchronized long take(String kind, String owner) {
        long now = now();
        taken++;
        Held own = held.computeIfAbsent(kind, name -> new Held());
        own.places++;
        own.since += now;
        own.owners.merge(owner, 1, Integer::sum);
        return now;
    }

    /**
     * Gives a place back.
     *
     * @param since when it was taken
     * @param isDone whether work was done: then it counts how long it took
     */
    public synchronized void giveBack(String kind, String owner, long since, boolean isDone) {
        taken--;
        Held own = held.get(kind);
        own.places--;
        own.since -= since;
        own.owners.computeIfPresent(owner, (name, count) -> count == 1 ? null : count - 1);
        if (own.places == 0) {
            held.remove(kind);
        }
        if (isDone && !kind.isEmpty()) {
            double time = now() - since;
            usual.merge(kind, time, (mean, newest) -> mean + WEIGHT * (newest - mean));
        }
    }

    /** The kinds whose work takes longer than is ordinary; those that are only new are none. */
    public synchronized Set<String> slow() {
        long now = now();
        Set<String> slow = new HashSet<>();
        usual.forEach((kind, time) -> addIf(time > ordinary, kind, slow));
        held.forEach((kind, own) -> addIf(own.isOld(now, ordinary), kind, slow));
        slow.remove("");
        return slow;
    }

    private static void addIf(boolean isOne, String kind, Set<String> kinds) {
        if (isOne) {
            kinds.add(kind);
        }
    }

    private int held(String kind, String owner) {
        Held all = held.get(kind);
        return all == null ? 0 : all.owners.getOrDefault(owner, 0);
    }

    private boolean isSlow(String kind, long now) {
        Double time = usual.get(kind);
        Held own = held.get(kind);
        boolean takesLong = time == null ? !isAlone(kind, now) : time > ordinary;
        return takesLong || own != null && own.isOld(now, ordinary);
    }

    private boolean takesLonger(String kind, Held own, long now) {
        double notable = Math.max(NOTABLE_MILLIS, 2 * usual.getOrDefault(kind, 0.0));
        return own != null && own.meanAge(now) > notable;
    }

    private int ofSlow(long now) {
        int sum = 0;
        for (Map.Entry<String, Held> kind : held.entrySet()) {
            sum += isSlow(kind.getKey(), now) ? kind.getValue().places : 0;
        }
        return sum;
    }

    private boolean isAlone(String kind, long now) {
        return kind.equals(last) && (othersAt == null || now - othersAt > ALONE_MILLIS);
    }
}
