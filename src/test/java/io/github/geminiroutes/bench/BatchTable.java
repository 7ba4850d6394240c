package io.github.geminiroutes.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table whose rows ask for the batch lane. */
final class BatchTable {
    static final String FILE = "rivers/list.csv";

    private BatchTable() {}

    /**
     * Writes it, with the texts of these prompts.
     *
     * @param tier a line of the task's head; empty for none
     */
    static void write(Workspace workspace, String tier, int from, int to) throws IOException {
        Path table = workspace.settings().dataDir().resolve("inbox").resolve(FILE);
        Files.createDirectories(table.getParent());
        Files.writeString(
                table.resolveSibling("task.prompt"), "---\nrows: true\n" + tier + "---\n{{text}}");
        List<String> lines = new ArrayList<>(List.of("text"));
        IntStream.range(from, to).forEach(number -> lines.add(Workspace.text(number)));
        Files.write(table, lines);
    }

    /** Adds what is wrong with its answers. */
    static void addProblems(Workspace workspace, int from, int to, List<String> problems)
            throws IOException {
        Path answers = workspace.outbox().resolve(FILE + ".answers.csv");
        if (!Files.exists(answers)) {
            problems.add("the table has no answers");
            return;
        }
        List<String> lines = Files.readAllLines(answers);
        if (lines.size() != 1 + to - from) {
            problems.add(lines.size() - 1 + " rows have an answer");
        }
        for (int number = from; number < to && 1 + number - from < lines.size(); number++) {
            String text = Workspace.text(number);
            if (!lines.get(1 + number - from).equals(text + ",Answer to: " + text + ",")) {
                problems.add("row " + number + ": " + lines.get(1 + number - from));
            }
        }
    }
}
