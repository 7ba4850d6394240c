package io.github.geminiroutes.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TablesTest {

    private static final int LONGEST = 1_000;

    private static Table open(String name, byte[] bytes) throws IOException {
        return Tables.open(name, new ByteArrayInputStream(bytes), (char) 0, LONGEST);
    }

    private static Table csv(String text) throws IOException {
        return open("a.csv", text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Row> rows(Table table) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Row row = table.next(); row != null; row = table.next()) {
            rows.add(row);
        }
        return rows;
    }

    @Test
    void readsQuotesLineBreaksAndEmptyCells() throws IOException {
        Table table = csv("name,text\r\n\"a, \"\"b\"\"\",\"two\r\nlines\"\r\n,\r\nc,5\" pipe\r\n");

        assertThat(table.columns()).containsExactly("name", "text");
        List<Row> rows = rows(table);
        assertThat(rows).extracting(Row::problem).containsOnlyNulls();
        assertThat(rows.get(0).cells()).containsExactly("a, \"b\"", "two\r\nlines");
        assertThat(rows.get(1).cells()).containsExactly("", "");
        assertThat(rows.get(2).cells()).containsExactly("c", "5\" pipe");
        assertThat(rows).extracting(Row::line).containsExactly(2L, 4L, 5L);
        assertThat(rows).extracting(Row::number).containsExactly(1L, 2L, 3L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void takesEveryLineEnd(String end) throws IOException {
        List<Row> rows = rows(csv("a,b" + end + "1,2" + end + end + "3,4"));

        assertThat(rows)
                .extracting(Row::cells)
                .containsExactly(List.of("1", "2"), List.of("3", "4"));
        assertThat(rows).extracting(Row::line).containsExactly(2L, 4L);
    }

    @ParameterizedTest
    @CsvSource(
            value = {"a.csv|,", "a.csv|;", "a.csv|\t", "a.tsv|\t"},
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false)
    void findsTheSeparator(String name, char separator) throws IOException {
        String text = "id,x;y\tz".replaceAll("[,;\t]", String.valueOf(separator)) + "\n";
        String row = "\"1, 2; 3\"" + (separator + "b").repeat(3) + "\n";

        Table table = open(name, (text + row + row).getBytes(StandardCharsets.UTF_8));

        assertThat(table.style().separator()).isEqualTo(separator);
        assertThat(rows(table).get(0).cells()).hasSize(4).startsWith("1, 2; 3");
    }

    @Test
    void findsTheSeparatorByTheRowsWhereTheHeadHasBoth() throws IOException {
        Table table = csv("name;description, long\nx;y\nz;w, v\n");

        assertThat(table.columns()).containsExactly("name", "description, long");
        assertThat(rows(table)).extracting(Row::problem).containsOnlyNulls();
    }

    @Test
    void oneColumnNeedsNoSeparator() throws IOException {
        assertThat(rows(csv("name\nApple\nPear tree\n")))
                .extracting(Row::cells)
                .containsExactly(List.of("Apple"), List.of("Pear tree"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void readsTextsWithAMark(String charset) throws IOException {
        byte[] bytes = "\uFEFFname,größe\nä,😀\n".getBytes(Charset.forName(charset));

        Table table = open("a.csv", bytes);

        assertThat(table.columns()).containsExactly("name", "größe");
        assertThat(table.style().hasMark()).isTrue();
        assertThat(rows(table).get(0).cells()).containsExactly("ä", "😀");
    }

    @Test
    void aBadRowHasAProblemAndTheOthersGoOn() throws IOException {
        List<Row> rows = rows(csv("a,b\n1\n2,3,4\n\"x\"y,z\n" + "l,".repeat(900) + "\nlast,one\n"));

        assertThat(rows).hasSize(5);
        assertThat(rows.get(0).problem()).isEqualTo("has 1 cells, and the head has 2");
        assertThat(rows.get(1).problem()).isEqualTo("has 3 cells, and the head has 2");
        assertThat(rows.get(2).problem()).contains("behind a closing quote");
        assertThat(rows.get(3).problem())
                .isEqualTo(
                        "has 1800 characters, the limit is 1000 (gemini.max-request-size, or a 48th of the heap)");
        assertThat(rows.get(4).cells()).containsExactly("last", "one");
        assertThat(rows.get(4).line()).isEqualTo(6);
    }

    /** Nobody can tell which of the lines behind it are rows. */
    @Test
    void aQuoteThatIsNeverClosedIsTheLastRow() throws IOException {
        List<Row> rows = rows(csv("a,b\n0,x\n1,\"open\n2,x\n3,y\n"));

        assertThat(rows).extracting(Row::line).containsExactly(2L, 3L);
        assertThat(rows.get(1).problem())
                .isEqualTo(
                        "has a quote that is never closed: close or double it, nothing from here on is asked");
    }

    @Test
    void aQuoteThatIsNeverClosedIsNamedByItsLine() throws IOException {
        List<Row> rows = rows(csv("a,b\n\"1\n1\",\"open\n2,x\n3,y\n"));

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).problem())
                .startsWith("has a quote that is never closed, opened in line 3:");
    }

    @Test
    void aQuoteThatIsNeverClosedIsFoundBeforeARowIsRead() throws IOException {
        String text = "a,b\n" + "1,2\n".repeat(100) + "3,\"x\n4,5\n";

        assertThatThrownBy(
                        () ->
                                Tables.refuseOpenQuote(
                                        "a.csv", stream(text), (char) 0, 1_000, 10_000))
                .isInstanceOf(NoTableException.class)
                .hasMessageStartingWith("line 102: has a quote that is never closed");
        Tables.refuseOpenQuote("a.csv", stream(text), (char) 0, 1_000, 100);
        Tables.refuseOpenQuote("a.csv", stream("a\n\"x\ny\"\n"), (char) 0, 1_000, 10_000);
        Tables.refuseOpenQuote("a.jsonl", stream("{\"a"), (char) 0, 1_000, 10_000);
    }

    @Test
    void quotesWithoutEndAreNotReadOverAndOver() throws IOException {
        String text = "a,b\n" + "x,\"\"\"\n".repeat(50_001);

        assertThat(Tables.count("a.csv", stream(text), (char) 0)).isPositive();
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bytesThatAreNoCharacterCostTheirRowOnly() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("a,b\n".getBytes(StandardCharsets.UTF_8));
        bytes.write("1,fill\n".repeat(5_000).getBytes(StandardCharsets.UTF_8));
        bytes.write(new byte[] {'x', ',', (byte) 0xE4, '\n'});
        bytes.write("y,z\n".getBytes(StandardCharsets.UTF_8));

        List<Row> rows = rows(open("a.csv", bytes.toByteArray()));

        assertThat(rows.get(5_000).problem()).contains("no character");
        assertThat(rows.get(5_001).cells()).containsExactly("y", "z");
        assertThat(rows).hasSize(5_002);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "PK\u0003\u0004\u0000\u0000",
                "a,b,a\n1,2,3\n",
                " ,\n1,2\n",
                "\"open\nhead"
            })
    void aFileThatIsNoTableIsRefused(String text) {
        assertThatThrownBy(() -> csv(text)).isInstanceOf(NoTableException.class);
    }

    @Test
    void aWorkbookIsRefusedByItsBytes() {
        byte[] bytes = {'P', 'K', 3, 4, 20, 0, 6, 0, (byte) 0xD0};

        assertThatThrownBy(() -> open("a.csv", bytes))
                .isInstanceOf(NoTableException.class)
                .hasMessageContaining("CSV UTF-8");
    }

    @Test
    void aColumnMayHaveNoName() throws IOException {
        assertThat(csv("a,b,\n1,2,\n").columns()).containsExactly("a", "b", "");
    }

    @Test
    void aHeadWithoutRowsIsATable() throws IOException {
        assertThat(rows(csv("a,b\n"))).isEmpty();
    }

    @Test
    void readsLinesOfJson() throws IOException {
        List<Row> rows = rows(open("a.JSONL", "{\"a\":\"\\\"\"}\n\n{}".getBytes()));

        assertThat(rows).extracting(Row::text).containsExactly("{\"a\":\"\\\"\"}", "{}");
        assertThat(rows).extracting(Row::line).containsExactly(1L, 3L);
    }

    @Test
    void countsTheRows() throws IOException {
        assertThat(Tables.count("a.csv", stream("a,b\n1,\"x\ny\"\n2,3"), (char) 0)).isEqualTo(2);
        assertThat(Tables.count("a.jsonl", stream("{}\n\n{}\n"), (char) 0)).isEqualTo(2);
        assertThat(Tables.count("a.tsv", stream("a\tb\n\t\n \n1\t2"), (char) 0)).isEqualTo(2);
    }

    @Test
    void countingKeepsNothingOfALongRow() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteArrayInputStream table = stream("a\n" + "x".repeat(8_000_000) + "\n2\n");
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThat(Tables.count("a.csv", table, (char) 0)).isEqualTo(2);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000_000);
    }
}
