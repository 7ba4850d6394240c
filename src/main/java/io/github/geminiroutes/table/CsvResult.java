package io.github.geminiroutes.table;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a table of cells in UTF-8, as RFC 4180 quotes them. Each value is written as it is, also
 * one that a spreadsheet program would take for a formula: programs read the table, too, and "-5"
 * must stay "-5".
 *
 * <p>Jackson reads the tables and does not write them: with RFC 4180's line ends it leaves a cell
 * that has only a line feed without quotes.
 */
public final class CsvResult implements Closeable {

    private final Writer out;
    private final char separator;

    /**
     * @param out is not closed
     * @param style with columns
     * @throws IOException if it cannot be written
     */
    public CsvResult(OutputStream out, TableStyle style) throws IOException {
        this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        this.separator = style.separator();
        if (style.hasMark()) {
            this.out.write('\uFEFF');
        }
    }

    /** Writes a row of two cells or more. */
    public void write(List<String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                out.write(separator);
            }
            out.write(quoted(cells.get(i)));
        }
        out.write("\r\n");
    }

    private String quoted(String cell) {
        boolean isPlain = true;
        for (int i = 0; i < cell.length() && isPlain; i++) {
            char c = cell.charAt(i);
            isPlain = c != separator && c != '"' && c != '\n' && c != '\r';
        }
        return isPlain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    /** Writes what is still in memory. */
    @Override
    public void close() throws IOException {
        out.flush();
    }
}
