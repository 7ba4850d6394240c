package io.github.geminiroutes.table;

import java.util.HashMap;
import java.util.Map;

/**
 * What an earlier asking left in the progress file: where the answers and the failures of rows
 * stand, and how often rows waited. A row is found by what it asks and not by its number: rows may
 * have been added, moved and removed since. Touched by one thread at a time.
 */
public final class KnownRows {

    /** More than these are not remembered: they are asked as if for the first time. */
    private static final int MOST_WAITS = 100_000;

    /**
     * How often a row was set aside.
     *
     * @param parkings for any reason but an outage
     * @param faults for one that may be its own
     */
    public record Waits(int parkings, int faults) {

        /** Of a row that never was. */
        public static final Waits NONE = new Waits(0, 0);
    }

    private final KeyTable answers = new KeyTable();
    private final KeyTable failures = new KeyTable();
    private final KeyTable standard = new KeyTable();
    private final Map<Long, Waits> waits = new HashMap<>();
    private int number;
    private boolean isSettled;
    private String place;
    private String files;
    private TableMarks marks;

    void addAnswer(RowKey key, long at) {
        answers.add(key.first(), at);
    }

    void addFailure(RowKey key, long at) {
        failures.add(key.first(), at);
    }

    void addWaits(RowKey key, Waits row) {
        if (waits.size() < MOST_WAITS) {
            waits.put(key.first(), row);
        }
    }

    void addStandard(RowKey key) {
        standard.addKey(key.first());
    }

    /** The file was settled: what failed then is asked again if the file comes back. */
    void settle() {
        failures.clear();
        standard.clear();
        waits.clear();
        isSettled = true;
    }

    void setResults(int number, String files) {
        this.number = number;
        this.files = files;
    }

    void setPlace(String place) {
        this.place = place;
    }

    void setMarks(TableMarks marks) {
        this.marks = marks;
    }

    /** How many answers were found. */
    public int answers() {
        return answers.added();
    }

    /** Takes the place of an answer to the row out; {@link Places#NONE} if there is none. */
    public long takeAnswer(RowKey key) {
        return answers.take(key.first());
    }

    /** Takes the place of a failure of the row out; {@link Places#NONE} if there is none. */
    public long takeFailure(RowKey key) {
        return failures.take(key.first());
    }

    /** How often the row was set aside. */
    public Waits waits(RowKey key) {
        return waits.getOrDefault(key.first(), Waits.NONE);
    }

    /** Whether the row is asked in the standard tier, as its batch job ended without it. */
    public boolean isStandard(RowKey key) {
        return standard.has(key.first());
    }

    /** The number of the result files that were written, or begun; 0 if none were. */
    public int number() {
        return number;
    }

    /** What tells the result files from others of their names; null if they were only begun. */
    public String files() {
        return files;
    }

    /** Whether the file was settled before. */
    public boolean isSettled() {
        return isSettled;
    }

    /** Where the file was put when it was settled last; null if unknown, empty if nowhere. */
    public String place() {
        return place;
    }

    /** What tells the table from others of its name; null if that is not known. */
    public TableMarks marks() {
        return marks;
    }
}
