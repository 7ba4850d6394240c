package io.github.geminiroutes.table;

import java.io.IOException;
import java.util.List;

/** A table of JSON Lines: each line that is not blank is a row. */
final class JsonLines implements Table {

    private final Records records;
    private long number;

    JsonLines(Characters in, int longest) {
        this.records = new Records(in, (char) 0, longest);
    }

    @Override
    public List<String> columns() {
        return List.of();
    }

    @Override
    public TableStyle style() {
        return TableStyle.LINES;
    }

    @Override
    public Row next() throws IOException {
        Records.Cut cut = records.next();
        if (cut == null) {
            return null;
        }
        number++;
        return new Row(number, cut.line(), cut.text(), List.of(), cut.problem());
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
