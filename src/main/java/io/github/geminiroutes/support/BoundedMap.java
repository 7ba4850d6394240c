package io.github.geminiroutes.support;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that forgets its eldest entry for a new one beyond a number of entries: what is entered for
 * each name that comes from outside needs a bound. Not thread-safe.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1;
    private static final float LOAD_FACTOR = 0.75f;

    private final int most;

    private BoundedMap(int most, boolean isByUse) {
        super(16, LOAD_FACTOR, isByUse);
        this.most = most;
    }

    /** A map whose eldest entry is the one that was entered first. */
    public static <K, V> BoundedMap<K, V> byEntry(int most) {
        return new BoundedMap<>(most, false);
    }

    /** A map whose eldest entry is the one that was read or entered longest ago. */
    public static <K, V> BoundedMap<K, V> byUse(int most) {
        return new BoundedMap<>(most, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
