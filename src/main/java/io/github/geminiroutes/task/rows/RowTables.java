package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.table.NoTableException;
import io.github.geminiroutes.table.Row;
import io.github.geminiroutes.table.Table;
import io.github.geminiroutes.table.TableMarks;
import io.github.geminiroutes.table.Tables;
import java.io.IOException;

/** Opens files of rows, and says what their rows are asked with. */
final class RowTables {

    /** So many rows are looked at before the first is asked. */
    private static final int FIRST_ROWS = 20;

    /**
     * Characters, read in a twentieth of a second. Of a longer table the first rows are asked
     * before.
     */
    private static final long LOOKED_THROUGH = 4_000_000;

    /** Characters, read in half a second: they tell a table from others of its name. */
    private static final long COMPARED = 20_000_000;

    private static final int PART_OF_HEAP = 48;

    private final PromptParser parser;
    private final int longestRow;

    /**
     * @param longestRow in characters
     */
    RowTables(int longestRow) {
        this.parser = new PromptParser(GeminiJson.MAPPER, longestRow);
        this.longestRow = longestRow;
    }

    /**
     * The characters that a row may have: one of them takes a byte or more of its request. A row
     * that is read, its cells and the request before it take up to forty bytes for each.
     *
     * @param maxRequestSize in bytes
     */
    static int longestRow(long maxRequestSize) {
        long ofHeap = Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
        return (int) Math.min(Math.min(maxRequestSize, ofHeap), Integer.MAX_VALUE / 4);
    }

    /** What the rows of a file in the inbox itself are asked with, in one pass. */
    RowPrompts batchLines() {
        return new BatchLines(parser);
    }

    /**
     * Opens the file.
     *
     * @throws NoTableException if its head is none of a table
     * @throws IOException if it has changed, or cannot be read
     */
    Table open(ClaimedFile file, RowPrompts prompts) throws IOException {
        Table table = Tables.open(file.name(), file.open(), prompts.separator(), longestRow);
        prompts.setColumns(table.columns());
        return table;
    }

    /**
     * Looks at the first rows.
     *
     * @throws NoTableException if none of them looks as it is to
     */
    void check(ClaimedFile file, RowPrompts prompts) throws IOException {
        try (Table table = open(file, prompts)) {
            Row first = table.next();
            boolean isLikeOne = false;
            Row row = first;
            while (row != null && row.number() <= FIRST_ROWS && !isLikeOne) {
                isLikeOne = prompts.isLikeOne(row);
                row = table.next();
            }
            if (first == null && table.columns().isEmpty()) {
                throw new NoTableException("the file is empty: " + prompts.form(), 0);
            }
            if (first != null && !isLikeOne) {
                throw new NoTableException(
                        first.problem() == null ? prompts.form() : first.problem(), first.line());
            }
        }
        Tables.refuseOpenQuote(
                file.name(), file.open(), prompts.separator(), longestRow, LOOKED_THROUGH);
    }

    /** What tells the file from others of its name. */
    TableMarks marks(ClaimedFile file, RowPrompts prompts) throws IOException {
        try (Table table = open(file, prompts)) {
            return TableMarks.of(table, file.size(), COMPARED);
        }
    }

    /** How many rows the file has. */
    long count(ClaimedFile file, RowPrompts prompts) throws IOException {
        return Tables.count(file.name(), file.open(), prompts.separator());
    }
}
