package io.github.geminiroutes.folder;

import io.github.geminiroutes.generate.ShareLine;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Prompts that found no place, and when each is worth another try. Not thread-safe. */
final class LeftBehind {

    /**
     * While more prompts than these are left behind, no unknown prompt is taken: it would most
     * likely be left behind, too, over and over.
     */
    private static final int MOST = 100_000;

    private final Map<String, Place> places = new HashMap<>();

    /**
     * Where a prompt found no place.
     *
     * @param line what it would wait for now; gives null for what need not wait
     * @param isFree whether it would get a place
     */
    private record Place(TierPlaces part, Supplier<String> line, BooleanSupplier isFree) {}

    /** The prompt found no place of a tier. */
    void addOfTier(String prompt, TierPlaces part) {
        places.put(prompt, new Place(part, () -> null, part::isFree));
    }

    /** The prompt would have had to wait. */
    void add(String prompt, TierPlaces part, String line) {
        places.put(prompt, new Place(part, () -> line, () -> part.hasPlace(line)));
    }

    /** The prompt would have brought what waits as others like it do. */
    void add(String prompt, TierPlaces part, ShareLine line) {
        places.put(
                prompt,
                new Place(
                        part,
                        () -> line.isOrdinary() || line.isDue() ? null : line.name(),
                        () -> !part.isCrowded() || line.isDue() || part.hasShare(line)));
    }

    /** Whether a prompt is worth a place. */
    boolean isWorthTaking(String prompt) {
        if (places.isEmpty()) {
            return true;
        }
        Place place = places.get(prompt);
        return place == null ? places.size() < MOST : place.isFree.getAsBoolean();
    }

    /** Forgets a prompt; returns what it would wait for in a tier, if for anything; else null. */
    String remove(String prompt, TierPlaces part) {
        Place place = places.remove(prompt);
        return place != null && place.part == part ? place.line.get() : null;
    }

    /** Nothing waits for it: its prompts may come, or their files are gone. */
    void forget(TierPlaces part, String line) {
        places.values().removeIf(place -> place.part == part && line.equals(place.line.get()));
    }
}
