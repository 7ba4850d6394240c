package io.github.geminiroutes.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What {@link CsvResult} writes, {@link Tables} reads: whatever is in the cells. */
class CsvRoundTripPropertyTest {

    @Provide
    Arbitrary<List<List<String>>> tables() {
        Arbitrary<String> cells =
                Arbitraries.strings()
                        .withChars("ab \",;\t|\r\n'=\\é")
                        .withChars('\u4e2d', '\u00a0')
                        .ofMaxLength(40);
        return cells.list().ofSize(3).list().ofMaxSize(12);
    }

    @Property(tries = 300)
    void everyCellComesBackAsItWas(
            @ForAll("tables") List<List<String>> rows, @ForAll boolean hasMark) throws IOException {
        for (char separator : TableStyle.SEPARATORS) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (CsvResult csv = new CsvResult(out, new TableStyle(separator, hasMark))) {
                csv.write(List.of("one", "two", "three"));
                for (List<String> row : rows) {
                    csv.write(row);
                }
            }

            List<List<String>> read = new ArrayList<>();
            try (Table table =
                    Tables.open(
                            "a.csv",
                            new ByteArrayInputStream(out.toByteArray()),
                            separator,
                            10_000)) {
                assertThat(table.style().hasMark()).isEqualTo(hasMark);
                for (Row row = table.next(); row != null; row = table.next()) {
                    assertThat(row.problem()).isNull();
                    read.add(row.cells());
                }
            }
            assertThat(read).isEqualTo(rows);
        }
    }
}
