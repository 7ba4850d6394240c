package io.github.geminiroutes.folder;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** The places of one tier, and how many prompts wait in them for what. Not thread-safe. */
final class TierPlaces {

    /** A sixteenth of the places is for prompts that need not wait. */
    private static final int PARTS = 16;

    final Semaphore places;
    final Map<String, Integer> waitingFor = new HashMap<>();
    private final int kept;

    TierPlaces(int places) {
        this.places = new Semaphore(places);
        kept = Math.max(1, places / PARTS);
    }

    /**
     * Whether a prompt that has a place may wait for something. Halves of halves leave a single
     * place in the end, once eight models are limited: some are never waited in.
     */
    boolean mayWaitFor(String line) {
        return hasRoom(line, places.availablePermits());
    }

    /** Whether a prompt without a place would get one that it may wait in. */
    boolean hasPlace(String line) {
        return hasRoom(line, places.availablePermits() - 1);
    }

    /** Whether there is a place for a prompt that need not wait. */
    boolean isFree() {
        return places.availablePermits() > 0;
    }

    private boolean hasRoom(String line, int free) {
        return free >= kept && waitingFor.getOrDefault(line, 0) < free;
    }
}
