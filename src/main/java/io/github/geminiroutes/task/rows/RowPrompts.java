package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.table.Row;
import java.util.List;
import java.util.function.LongSupplier;

/** Makes the rows of one file prompts, in one pass over the file. */
interface RowPrompts {

    /** The task that the calls are booked under; null for none. */
    default String task() {
        return null;
    }

    /** What stands between two cells; 0 if it is to be found. */
    char separator();

    /** Tells the names of the columns, before the first row. */
    default void setColumns(List<String> columns) {
        // Rows of JSON Lines have none.
    }

    /** Tells how many rows wait, roughly, where the rows are about to be asked. */
    default void setWaiting(LongSupplier waiting) {
        // Lines that are whole requests have no beginning in common.
    }

    /** Whether a row looks like one of such a file; a file whose first rows do not is none. */
    boolean isLikeOne(Row row);

    /** What a file is to have, for a person. */
    String form();

    /**
     * The prompt of a row, in the order of the rows; of one that took long, a second time.
     *
     * @throws io.github.geminiroutes.prompt.InvalidPromptException if it has none
     */
    Prompt prompt(Row row);

    /** Where the lines are that its exceptions name: "task.prompt, "; null if that says nothing. */
    String placeOfLines();

    /** The key of the row in the results. */
    String key(Row row);

    /** The format of the answers; null if each row has its own. */
    OutputFormat output();
}
