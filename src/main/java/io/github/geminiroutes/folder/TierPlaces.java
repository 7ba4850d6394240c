package io.github.geminiroutes.folder;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** The places of one tier, and how many prompts wait in them for what. Not thread-safe. */
final class TierPlaces {

    /** A sixteenth of the places is for prompts that need not wait. */
    private static final int PARTS = 16;

    /** A quarter is for prompts whose answers need not wait, as far as is known. */
    private static final int PARTS_OF_SHARES = 4;

    final Semaphore places;
    private final Map<String, Integer> waitingFor = new HashMap<>();
    private final int kept;
    private final int keptOfShares;

    TierPlaces(int places) {
        this.places = new Semaphore(places);
        kept = Math.max(1, places / PARTS);
        keptOfShares = Math.max(1, places / PARTS_OF_SHARES);
    }

    /**
     * Whether a prompt that has a place may wait for something. Halves of halves leave a single
     * place in the end, once eight models are limited: some are never waited in.
     */
    boolean mayWaitFor(String line) {
        return hasRoom(line, places.availablePermits(), kept);
    }

    /** Whether a prompt without a place would get one that it may wait in. */
    boolean hasPlace(String line) {
        return hasRoom(line, places.availablePermits() - 1, kept);
    }

    /**
     * Whether a prompt that has a place may bring an answer that waits, as others of its line may.
     * The first of a line finds room where those of the others find none any more.
     */
    boolean mayShare(String line) {
        return hasRoom(line, places.availablePermits(), keptOf(line));
    }

    /** Whether a prompt without a place would get one that it may share. */
    boolean hasShare(String line) {
        return hasRoom(line, places.availablePermits() - 1, keptOf(line));
    }

    /** Whether there is a place for a prompt that need not wait. */
    boolean isFree() {
        return places.availablePermits() > 0;
    }

    /** Whether so many wait that the places for others are worth a look. */
    boolean isCrowd(int waiting) {
        return waiting > kept;
    }

    /** One prompt more waits. */
    void join(String line) {
        waitingFor.merge(line, 1, Integer::sum);
    }

    /** One prompt less waits; returns whether it was the last one. */
    boolean leave(String line) {
        boolean isLast = waitingFor.merge(line, -1, Integer::sum) == 0;
        if (isLast) {
            waitingFor.remove(line);
        }
        return isLast;
    }

    private int keptOf(String line) {
        return waitingFor.containsKey(line) ? keptOfShares : kept;
    }

    private boolean hasRoom(String line, int free, int kept) {
        return free >= kept && waitingFor.getOrDefault(line, 0) < free;
    }
}
