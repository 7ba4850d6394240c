package io.github.geminiroutes.table;

import java.util.List;

/**
 * A row that is a line of a batch job: where its answer goes.
 *
 * @param progress the name of the progress file of its table
 * @param number of the row, from 1
 * @param line where it begins in its table, from 1
 * @param waits how often it was set aside before
 */
public record SubmittedRow(String progress, long number, long line, KnownRows.Waits waits) {

    /** The row as its outcome names it. */
    public Row row() {
        return new Row(number, line, "", List.of(), null);
    }
}
