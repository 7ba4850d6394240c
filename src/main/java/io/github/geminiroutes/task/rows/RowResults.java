package io.github.geminiroutes.task.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.FileChangedException;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.VisibleJson;
import io.github.geminiroutes.table.CsvResult;
import io.github.geminiroutes.table.LineOutcome;
import io.github.geminiroutes.table.Places;
import io.github.geminiroutes.table.Row;
import io.github.geminiroutes.table.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the result files of a file of rows, in the order of its rows: the file is read once more,
 * and each outcome comes from the progress file.
 */
final class RowResults {

    private static final Logger LOG = LoggerFactory.getLogger(RowResults.class);

    /** In the order in which they are written. */
    static final List<String> SUFFIXES = List.of(".answers.jsonl", ".answers.csv");

    /** As many as a person reads. */
    private static final int MOST_FAILED = 1_000;

    private final RowFile file;
    private final RowTables tables;
    private final ArrayNode failedRows = GeminiJson.MAPPER.createArrayNode();

    RowResults(RowFile file, RowTables tables) {
        this.file = file;
        this.tables = tables;
    }

    /** Calls for each row in order. */
    @FunctionalInterface
    private interface Each {

        void row(Row row, byte[] outcome) throws IOException;
    }

    /** The first rows that failed; complete once the results are written. */
    ArrayNode failedRows() {
        return failedRows;
    }

    /**
     * Writes them.
     *
     * @throws IOException if the file cannot be read, or the folder does not take them
     */
    void write(int number) throws IOException {
        RowPrompts prompts = file.newPass();
        try (Table table = tables.open(file.file(), prompts)) {
            file.file()
                    .write(
                            number,
                            SUFFIXES.get(0),
                            out ->
                                    each(
                                            table,
                                            (row, outcome) ->
                                                    writeLine(out, prompts.key(row), outcome)));
        }
        try (Table table = tables.open(file.file(), prompts)) {
            if (table.style().hasColumns()) {
                file.file()
                        .write(
                                number,
                                SUFFIXES.get(1),
                                out ->
                                        writeTable(
                                                out,
                                                table,
                                                new AnswerCells(table.columns(), prompts)));
            }
        }
    }

    private void each(Table table, Each each) throws IOException {
        Places places = file.tally().places();
        long rows = file.tally().cutOff() == null ? Long.MAX_VALUE : file.tally().read();
        for (Row row = table.next(); row != null && row.number() <= rows; row = table.next()) {
            long place = places.get(row.number());
            if (place == Places.NONE) {
                throw new FileChangedException();
            }
            each.row(row, outcome(place));
        }
    }

    private byte[] outcome(long place) throws FileChangedException {
        try {
            byte[] line = file.progress().line(place);
            if (LineOutcome.at(line, line.length) >= 0) {
                return line;
            }
            throw damaged(new IOException("it is no outcome"));
        } catch (FileChangedException e) {
            throw e;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** An outcome is not as it was written: the file is read again, and the row asked. */
    private FileChangedException damaged(IOException e) {
        LOG.warn("An outcome in {} is damaged: {}", file.progress().path(), e.toString());
        return new FileChangedException();
    }

    /** What stands behind the row's number and key is the outcome; it may steer no terminal. */
    private void writeLine(OutputStream out, String key, byte[] line) throws IOException {
        int at = LineOutcome.at(line, line.length);
        out.write("{\"key\":".getBytes(StandardCharsets.UTF_8));
        out.write(VisibleJson.of(GeminiJson.MAPPER.writeValueAsBytes(key)));
        OutputStream visible = VisibleJson.to(out);
        visible.write(line, at, line.length - at);
        visible.write('\n');
        visible.flush();
        if (line[at + 2] == 'e' && failedRows.size() < MOST_FAILED) {
            addFailed(key, line);
        }
    }

    private void addFailed(String key, byte[] line) throws IOException {
        JsonNode outcome = GeminiJson.MAPPER.readTree(line);
        ObjectNode failed = failedRows.addObject();
        failed.set("row", outcome.path("row"));
        failed.set("line", outcome.path("line"));
        failed.put("key", key);
        failed.set("class", outcome.path("error").path("class"));
        failed.set("message", outcome.path("error").path("message"));
    }

    private void writeTable(OutputStream out, Table table, AnswerCells cells) throws IOException {
        try (CsvResult csv = new CsvResult(out, table.style())) {
            csv.write(cells.head());
            each(table, (row, line) -> csv.write(cells(row, table.columns().size(), cells, line)));
        }
    }

    private List<String> cells(Row row, int columns, AnswerCells cells, byte[] line)
            throws IOException {
        List<String> all = new ArrayList<>(row.cells());
        while (all.size() < columns) {
            all.add("");
        }
        List<String> written = new ArrayList<>(all.subList(0, columns));
        try {
            written.addAll(cells.of(line));
        } catch (JsonProcessingException e) {
            throw damaged(e);
        }
        return written;
    }
}
