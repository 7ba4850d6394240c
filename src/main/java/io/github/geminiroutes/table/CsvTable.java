package io.github.geminiroutes.table;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A table of cells with a head: CSV and TSV by RFC 4180. */
final class CsvTable implements Table {

    static final CsvFactory FACTORY =
            CsvFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    /** A table has fewer; more is a text of another kind. */
    private static final int MOST_COLUMNS = 16_384;

    private final Records records;
    private final CsvSchema schema;
    private final TableStyle style;
    private final List<String> columns;
    private long number;

    CsvTable(Characters in, char separator, int longest) throws IOException {
        this.style = new TableStyle(separator, in.hasMark());
        this.schema = schema(separator);
        this.records = new Records(in, separator, longest);
        this.columns = head();
    }

    static CsvSchema schema(char separator) {
        return CsvSchema.emptySchema().withColumnSeparator(separator).withQuoteChar('"');
    }

    private List<String> head() throws IOException {
        Records.Cut cut = records.next();
        if (cut == null) {
            throw new NoTableException(
                    "the file is empty: its first line must name the columns", 0);
        }
        if (cut.problem() != null) {
            throw new NoTableException(cut.problem(), cut.line());
        }
        List<String> names;
        try {
            names = cells(cut.text(), schema);
        } catch (IOException e) {
            throw new NoTableException(problem(e), cut.line());
        }
        refuse(names, cut.line());
        return names;
    }

    /** Cells of one name would be one variable: it cannot be told which of them is meant. */
    private static void refuse(List<String> names, long line) throws NoTableException {
        if (names.size() > MOST_COLUMNS) {
            throw new NoTableException(
                    "%d columns are more than %d".formatted(names.size(), MOST_COLUMNS), line);
        }
        if (names.stream().allMatch(String::isBlank)) {
            throw new NoTableException("the first line must name the columns", line);
        }
        Set<String> known = new HashSet<>();
        for (String name : names) {
            String column = name.strip();
            if (!column.isEmpty() && !known.add(column)) {
                throw new NoTableException(
                        "two columns have the name '%s': rename one"
                                .formatted(column.substring(0, Math.min(100, column.length()))),
                        line);
            }
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public TableStyle style() {
        return style;
    }

    @Override
    public Row next() throws IOException {
        Records.Cut cut = records.next();
        if (cut == null) {
            return null;
        }
        number++;
        if (cut.problem() != null) {
            return new Row(number, cut.line(), cut.text(), List.of(cut.text()), cut.problem());
        }
        try {
            List<String> cells = cells(cut.text(), schema);
            String problem =
                    cells.size() == columns.size()
                            ? null
                            : "has %d cells, and the head has %d"
                                    .formatted(cells.size(), columns.size());
            return new Row(number, cut.line(), cut.text(), cells, problem);
        } catch (IOException e) {
            return new Row(number, cut.line(), cut.text(), List.of(cut.text()), problem(e));
        }
    }

    /** Jackson names a place in the record, which is none in the file. */
    private static String problem(IOException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        return message.contains("column separator")
                ? "has text behind a closing quote: double the quotes within a quoted cell"
                : "is no row of CSV";
    }

    static List<String> cells(String text, CsvSchema schema) throws IOException {
        List<String> cells = new ArrayList<>();
        try (CsvParser parser = FACTORY.createParser(text)) {
            parser.setSchema(schema);
            JsonToken token = parser.nextToken();
            while (token != null && token != JsonToken.END_ARRAY) {
                if (token.isScalarValue()) {
                    cells.add(parser.getText());
                }
                token = parser.nextToken();
            }
        }
        return cells;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
