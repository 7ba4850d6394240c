package io.github.geminiroutes.table;

import java.util.HashMap;
import java.util.Map;

/**
 * The rows of a table that are lines of batch jobs, by what they ask: about 40 bytes each. Rows may
 * be equal; each of them counts. Not thread-safe.
 */
public final class SubmittedRows {

    /** By the name of the progress file: tables of one name may follow each other. */
    private final Map<String, KeyTable> byProgress = new HashMap<>();

    private final boolean areAllKnown;

    /**
     * @param areAllKnown whether the rows of all jobs can be told
     */
    public SubmittedRows(boolean areAllKnown) {
        this.areAllKnown = areAllKnown;
    }

    /** Adds a row. */
    public void add(SubmittedRow row, RowKey key) {
        if (key.isWhole()) {
            byProgress
                    .computeIfAbsent(row.progress(), name -> new KeyTable())
                    .add(key.first(), row.number());
        }
    }

    /** Takes a row out; returns whether one was there. */
    public boolean take(String progress, RowKey key) {
        KeyTable rows = byProgress.get(progress);
        return rows != null && rows.take(key.first()) != KeyTable.NONE;
    }

    /** Whether the rows of all jobs could be told: else a row that is not here may be in one. */
    public boolean areAllKnown() {
        return areAllKnown;
    }
}
