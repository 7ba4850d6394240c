package io.github.geminiroutes.table;

import java.util.Arrays;

/**
 * Values by keys, in four arrays: about 40 bytes an entry. Several values may have one key; they
 * are a chain, as rows may be equal by the thousand. Not thread-safe.
 */
final class KeyTable {

    /** No value. */
    static final long NONE = -1;

    private static final int LEAST = 64;
    private static final int END = -1;

    /** Of each slot: its key, and its newest entry plus one; 0 for a free slot. */
    private long[] keys = new long[LEAST];

    private int[] newest = new int[LEAST];
    private int used;

    private long[] values = new long[LEAST];
    private int[] older = new int[LEAST];
    private int entries;

    /** How many values were added. */
    int added() {
        return entries;
    }

    /** Adds a value, which must not be negative. */
    void add(long key, long value) {
        if (entries == values.length) {
            values = Arrays.copyOf(values, entries + entries / 2);
            older = Arrays.copyOf(older, entries + entries / 2);
        }
        int slot = slotFor(key);
        values[entries] = value;
        older[entries] = newest[slot] - 1;
        entries++;
        newest[slot] = entries;
    }

    /** Adds a key; returns whether it is new. */
    boolean addKey(long key) {
        int before = used;
        int slot = slotFor(key);
        newest[slot] = 1;
        return used > before;
    }

    /** Whether the key was added. */
    boolean has(long key) {
        return newest[find(key)] != 0;
    }

    /** Takes the newest value of the key out; {@link #NONE} if there is none. */
    long take(long key) {
        int slot = find(key);
        int entry = newest[slot] - 1;
        if (entry <= END || values[entry] == NONE) {
            return NONE;
        }
        long value = values[entry];
        values[entry] = NONE;
        if (older[entry] > END) {
            newest[slot] = older[entry] + 1;
        }
        return value;
    }

    void clear() {
        Arrays.fill(newest, 0);
        used = 0;
        entries = 0;
    }

    private int slotFor(long key) {
        if (used * 2 >= keys.length) {
            grow();
        }
        int slot = find(key);
        if (newest[slot] == 0) {
            keys[slot] = key;
            used++;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldNewest = newest;
        keys = new long[oldKeys.length * 2];
        newest = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldNewest[i] != 0) {
                int slot = find(oldKeys[i]);
                keys[slot] = oldKeys[i];
                newest[slot] = oldNewest[i];
            }
        }
    }

    /** The key's slot, or the free one that it would get. */
    private int find(long key) {
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 33) & (keys.length - 1);
        while (newest[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }
}
