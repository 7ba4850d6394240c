package io.github.geminiroutes.table;

import java.util.List;

/**
 * A row of a table.
 *
 * @param number of the row, from 1; the head is no row
 * @param line where it begins in the file, from 1
 * @param text as it stands in the file, without the line end; cut where the row is too long
 * @param cells of a row of columns; empty for JSON Lines
 * @param problem why it cannot be asked; null if it can
 */
public record Row(long number, long line, String text, List<String> cells, String problem) {}
