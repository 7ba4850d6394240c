package io.github.geminiroutes.folder;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** The places of one tier, and how many prompts wait in them for what. Not thread-safe. */
final class TierPlaces {

    final Semaphore places;
    final Map<String, Integer> waitingFor = new HashMap<>();

    TierPlaces(int places) {
        this.places = new Semaphore(places);
    }

    boolean hasPlace(String line) {
        return waitingFor.getOrDefault(line, 0) < places.availablePermits();
    }
}
