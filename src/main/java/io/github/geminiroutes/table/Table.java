package io.github.geminiroutes.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** A table that is read from its first row to its last. Touched by one thread at a time. */
public interface Table extends Closeable {

    /** The names of the columns, as they stand in the head; empty for JSON Lines. */
    List<String> columns();

    /**
     * The next row; null after the last. A row that cannot be read has a problem, and the reading
     * goes on behind it.
     *
     * @throws IOException if the file cannot be read
     */
    Row next() throws IOException;

    /** How the table is written. */
    TableStyle style();
}
