package io.github.geminiroutes.table;

/**
 * How a table is written, so that a result can be written alike.
 *
 * @param separator between two cells; 0 for JSON Lines
 * @param hasMark whether the text begins with a byte order mark: by it a spreadsheet program
 *     recognises Unicode
 */
public record TableStyle(char separator, boolean hasMark) {

    /** Separators by their names in a head, and as they are. */
    static final char[] SEPARATORS = {',', ';', '\t', '|'};

    /** The style of JSON Lines. */
    public static final TableStyle LINES = new TableStyle((char) 0, false);

    /** Whether rows have cells. */
    public boolean hasColumns() {
        return separator != 0;
    }
}
