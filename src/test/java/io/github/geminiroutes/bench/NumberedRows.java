package io.github.geminiroutes.bench;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A table of numbered rows and its task. One row in {@value #EVERY} lacks a cell. */
final class NumberedRows {
    static final String TASK = "rivers";
    static final String FILE = "list.csv";

    private static final int EVERY = 500;
    private static final int SHORT = 499;

    private NumberedRows() {}

    static boolean isShort(int number) {
        return number % EVERY == SHORT;
    }

    /** Whether one of so many rows lacks a cell. */
    static boolean hasShort(int count) {
        return count > SHORT;
    }

    /** What the model is asked about a row. */
    static String question(int number) {
        return "River %05d: is it longer than %d km?".formatted(number, number);
    }

    /** The number of the row that a first line asks about; -1 if it asks about none. */
    static int numberOf(String firstLine) {
        return firstLine.startsWith("River ") ? Integer.parseInt(firstLine.substring(6, 11)) : -1;
    }

    /** Puts the table into a task folder of an inbox, with a time in the past. */
    static void write(Path inbox, int count) throws IOException {
        Path task = Files.createDirectories(inbox.resolve(TASK));
        Path prompt = task.resolve("task.prompt");
        Files.writeString(
                prompt, "---\nrows: true\n---\nRiver {{river}}: is it longer than {{length}} km?");
        Path table = task.resolve(FILE);
        try (BufferedWriter csv = Files.newBufferedWriter(table)) {
            csv.write("river,length\n");
            for (int number = 0; number < count; number++) {
                csv.write(
                        isShort(number)
                                ? "%05d\n".formatted(number)
                                : "%05d,%d\n".formatted(number, number));
            }
        }
        FileTime aMinuteAgo = FileTime.from(Instant.now().minus(Duration.ofMinutes(1)));
        Files.setLastModifiedTime(prompt, aMinuteAgo);
        Files.setLastModifiedTime(table, aMinuteAgo);
    }

    /** The rows of the result, the one with the names of the columns first. */
    static List<List<String>> results(Path outbox) throws IOException {
        Path file = outbox.resolve(TASK).resolve(FILE + ".answers.csv");
        if (!Files.exists(file)) {
            return List.of();
        }
        try (MappingIterator<List<String>> rows =
                new CsvMapper()
                        .readerForListOf(String.class)
                        .with(CsvParser.Feature.WRAP_AS_ARRAY)
                        .readValues(file.toFile())) {
            return rows.readAll();
        }
    }
}
