package io.github.geminiroutes.table;

import io.github.geminiroutes.support.Sha256;

/** Keys of rows, by which two of one name are found: about 20 bytes each. Not thread-safe. */
public final class KeySet {

    private final KeyTable keys = new KeyTable();

    /** Adds a key; returns whether it is new. */
    public boolean add(String key) {
        return keys.addKey(new RowKey(Sha256.hex(key)).first());
    }
}
