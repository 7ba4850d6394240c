package io.github.geminiroutes.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableMarksTest {

    private static TableMarks marks(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Table table =
                Tables.open("t.csv", new ByteArrayInputStream(bytes), (char) 0, 1_000_000)) {
            return TableMarks.of(table, bytes.length, Long.MAX_VALUE);
        }
    }

    private static String rows(int from, int to) {
        return "a,b\n"
                + IntStream.range(from, to)
                        .mapToObj(i -> "row " + i + ",x\n")
                        .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 5_000})
    void areReadAsTheyWereWritten(int rows) throws IOException {
        TableMarks marks = marks(rows(0, rows));

        TableMarks read = TableMarks.parse(marks.toString());

        assertThat(read).isEqualTo(marks).hasSameHashCodeAs(marks);
        assertThat(marks.likeness(read)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "x 0000000000000000", "5 000", "5 000000000000000g"})
    void whatIsNoneIsNotRead(String text) {
        assertThat(TableMarks.parse(text)).isNull();
        assertThat(TableMarks.parse(null)).isNull();
        assertThat(TableMarks.parse("5 " + "0".repeat(16 * 513))).isNull();
    }

    /** Also of 30,000 rows of which each table has a sample. */
    @ParameterizedTest
    @ValueSource(ints = {10, 1_000, 30_000})
    void anEditedTableIsLikeItselfAndAnotherIsNot(int rows) throws IOException {
        TableMarks before = marks(rows(0, rows));
        TableMarks longer = marks(rows(0, rows + rows / 2));
        TableMarks halved = marks(rows(rows / 2, rows));
        TableMarks other = marks(rows(rows, 2 * rows));

        assertThat(before.likeness(longer)).isBetween(0.5, 0.8);
        assertThat(before.likeness(halved)).isBetween(0.3, 0.7);
        assertThat(before.likeness(other)).isZero();
        assertThat(longer.likeness(halved)).isLessThan(longer.likeness(before));
    }

    /** As a line that each day's table has. */
    @Test
    void fewRowsThatAreTheSameByChanceAreNothing() throws IOException {
        assertThat(marks(rows(0, 100)).likeness(marks(rows(99, 199)))).isZero();
    }

    @Test
    void aSpreadsheetProgramWritesTheSameRowsInAnotherWay() throws IOException {
        TableMarks one = marks("a,b\n1,x y\n2,\"u\"\n");

        assertThat(one.likeness(marks("a;b\r\n2;u\r\n\"1\";\"x y\"\r\n"))).isEqualTo(1);
    }

    @Test
    void tablesWithoutRowsAreAlikeOnlyIfTheyAreTheSame() throws IOException {
        assertThat(marks("a,b\n").likeness(marks("a,b\n"))).isEqualTo(2);
        assertThat(marks("a,b\n").likeness(marks("a,b,c\n"))).isZero();
    }
}
