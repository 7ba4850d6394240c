package io.github.geminiroutes.table;

import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Finds what stands between the cells of a table, by the first rows. */
final class Separator {

    private static final int ROWS = 20;

    private Separator() {}

    /**
     * The separator by which most of the first rows have as many cells as the head, and of several
     * the one with most cells; a comma where there is only one column.
     */
    static char of(CharSequence head) throws IOException {
        char found = ',';
        double best = 0;
        for (char separator : TableStyle.SEPARATORS) {
            List<Integer> counts = counts(head, separator);
            if (!counts.isEmpty() && counts.get(0) > 1) {
                long alike = counts.stream().filter(counts.get(0)::equals).count();
                double fit = (double) alike / counts.size() + counts.get(0) / 1e6;
                if (fit > best) {
                    best = fit;
                    found = separator;
                }
            }
        }
        return found;
    }

    private static List<Integer> counts(CharSequence head, char separator) throws IOException {
        CsvSchema schema = CsvTable.schema(separator);
        List<Integer> counts = new ArrayList<>();
        byte[] bytes = head.toString().getBytes(StandardCharsets.UTF_8);
        try (Records records =
                new Records(
                        new Characters(new ByteArrayInputStream(bytes)),
                        separator,
                        bytes.length + 1)) {
            Records.Cut cut = records.next();
            while (cut != null && counts.size() < ROWS) {
                Records.Cut next = records.next();
                // The last one may be cut off.
                if (next != null || counts.size() < 2) {
                    counts.add(count(cut, schema));
                }
                cut = next;
            }
        }
        return counts;
    }

    private static int count(Records.Cut cut, CsvSchema schema) {
        try {
            return cut.problem() == null ? CsvTable.cells(cut.text(), schema).size() : 0;
        } catch (IOException e) {
            // Such a row speaks against this separator.
            return 0;
        }
    }
}
