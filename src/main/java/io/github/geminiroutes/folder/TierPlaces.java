package io.github.geminiroutes.folder;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The places of one tier, and how many prompts wait in them for what. The counts are guarded by the
 * {@link PromptBulkhead}.
 */
final class TierPlaces {

    /** Of so many places, few become free while some gather. */
    private static final int LARGE = 64;

    /** For how long places gather that become free. */
    private static final long GATHER_MILLIS = 5;

    final Semaphore places;
    final Map<String, Integer> waitingFor = new HashMap<>();
    private final boolean isLarge;

    TierPlaces(int places) {
        this.places = new Semaphore(places);
        this.isLarge = places >= LARGE;
    }

    /** Whether a prompt may wait here for something. */
    boolean hasPlace(String line) {
        return waitingFor.getOrDefault(line, 0) < places.availablePermits();
    }

    /**
     * Takes a place, if one becomes free in time. While all are taken, some gather first: a thread
     * that is woken for each place costs a switch for each prompt.
     */
    boolean tryTake(long millis) throws InterruptedException {
        if (places.tryAcquire()) {
            return true;
        }
        if (isLarge && millis > GATHER_MILLIS) {
            TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
        }
        return millis > 0 && places.tryAcquire(millis, TimeUnit.MILLISECONDS);
    }
}
