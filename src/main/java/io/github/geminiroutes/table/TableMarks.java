package io.github.geminiroutes.table;

import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What tells a table from others of its name, wherever it lies and whoever moved it: its size, and
 * the least digests of its rows. They are a sample of the rows that is the same for the same rows,
 * in whatever order, and nearly the same if a few were edited.
 */
public final class TableMarks {

    /** So many rows tell tables apart; of a smaller table it is each row. */
    private static final int MOST = 512;

    /** Of the rows of the smaller table so few may be the same by chance. */
    private static final int LEAST_PART = 10;

    private static final int DIGITS = 16;

    private final long size;
    private final NavigableSet<Long> rows;

    private TableMarks(long size, NavigableSet<Long> rows) {
        this.size = size;
        this.rows = rows;
    }

    /**
     * Reads a table.
     *
     * @param size of its file in bytes
     * @param most how many characters of rows are looked at
     * @throws IOException if it cannot be read
     */
    public static TableMarks of(Table table, long size, long most) throws IOException {
        NavigableSet<Long> rows = new TreeSet<>();
        long read = 0;
        for (Row row = table.next(); row != null && read < most; row = table.next()) {
            read += row.text().length();
            long digest = digest(row);
            if (rows.size() < MOST) {
                rows.add(digest);
            } else if (digest < rows.last() && rows.add(digest)) {
                rows.pollLast();
            }
        }
        return new TableMarks(size, rows);
    }

    /** By its cells: a spreadsheet program writes other quotes and another separator. */
    private static long digest(Row row) {
        List<String> parts = row.cells().isEmpty() ? List.of(row.text()) : row.cells();
        return ByteBuffer.wrap(Sha256.digest(String.join("\n", parts))).getLong();
    }

    /** Reads what {@link #toString} wrote; null if it is nothing of that kind. */
    static TableMarks parse(String text) {
        int space = text == null ? -1 : text.indexOf(' ');
        if (space < 0 || text.length() - space - 1 > MOST * DIGITS) {
            return null;
        }
        try {
            NavigableSet<Long> rows = new TreeSet<>();
            for (int at = space + 1; at < text.length(); at += DIGITS) {
                rows.add(HexFormat.fromHexDigitsToLong(text, at, at + DIGITS));
            }
            return new TableMarks(Long.parseLong(text.substring(0, space)), rows);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // A line of another version.
            return null;
        }
    }

    /**
     * How much two tables are alike.
     *
     * @return 0 for tables that have next to no row in common, up to 1 for the same rows, and 2 for
     *     the same table
     */
    public double likeness(TableMarks other) {
        if (equals(other)) {
            return 2;
        }
        long limit = Math.min(limit(), other.limit());
        NavigableSet<Long> mine = rows.headSet(limit, true);
        NavigableSet<Long> others = other.rows.headSet(limit, true);
        long common = mine.stream().filter(others::contains).count();
        int fewer = Math.min(mine.size(), others.size());
        if (common == 0 || common * LEAST_PART < fewer) {
            return 0;
        }
        return (double) common / (mine.size() + others.size() - common);
    }

    /** Up to this digest each row is known. */
    private long limit() {
        return rows.size() < MOST ? Long.MAX_VALUE : rows.last();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableMarks that && size == that.size && rows.equals(that.rows);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(size) * 31 + rows.hashCode();
    }

    /** As it stands in a progress file. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(size).append(' ');
        rows.forEach(row -> text.append(HexFormat.of().toHexDigits(row)));
        return text.toString();
    }
}
