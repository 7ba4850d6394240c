package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A table of many rows and a server that answers at once: what a row costs beside what a prompt
 * file costs, in memory and processor time; and how long a table of a million rows takes to its
 * first answer.
 */
final class RowsScenario implements Scenario {
    private static final int ROWS = 100_000;
    private static final int PROMPTS = 10_000;
    private static final int MILLION = 1_000_000;
    private static final Duration LIMIT = Duration.ofMinutes(15);

    @Override
    public String name() {
        return "rows";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        Contender drain = Contender.inImage(settings, Map.of(), "run", "--drain");
        int rows = settings.promptsOr(ROWS);
        for (int round = 1; round <= settings.rounds(); round++) {
            DrainRun files =
                    DrainRun.of(drain, Math.min(PROMPTS, rows), GeminiServer.builder())
                            .expectingOneCallPerPrompt();
            files.describe(report.line(name(), "prompt files").with("round", round))
                    .print(files.problems());
            double cpuMillis = table(drain, rows, round, report);
            report.line(name(), "comparison")
                    .with("cpuOfRowToPromptFile", cpuMillis / files.cpuMillisPerPrompt())
                    .print();
        }
        firstAnswer(Contender.inImage(settings, Map.of(), "run"), report);
    }

    /** Returns what a row cost. */
    private double table(Contender drain, int rows, int round, Report report)
            throws IOException, InterruptedException {
        try (GeminiServer server = GeminiServer.start()) {
            Workspace workspace = new Workspace();
            writeTable(workspace, rows);
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            try (ChildRun run = new ChildRun(drain, workspace)) {
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                double cpuMillis = outcome.cpuMillis() / rows;
                report.line(name(), "rows")
                        .with("round", round)
                        .with("rows", rows)
                        .with("seconds", outcome.seconds())
                        .with("perSecond", rows / outcome.seconds())
                        .with("cpuMillisPerRow", cpuMillis)
                        .with("maxResidentMB", outcome.maxResidentMegabytes())
                        .with("maxInFlight", server.log().maxInFlight())
                        .print(problems(workspace, rows, server, outcome));
                return cpuMillis;
            }
        }
    }

    private static List<String> problems(
            Workspace workspace, int rows, GeminiServer server, ChildRun.Outcome outcome)
            throws IOException {
        List<String> problems = new ArrayList<>();
        if (outcome.exitCode() != 0) {
            problems.add("exit code " + outcome.exitCode());
        }
        if (server.log().arrived() != rows) {
            problems.add("%d calls for %d rows".formatted(server.log().arrived(), rows));
        }
        Path results = workspace.outbox().resolve("rivers/list.csv.answers.csv");
        List<String> lines = Files.exists(results) ? Files.readAllLines(results) : List.of();
        if (lines.size() != rows + 1) {
            problems.add("%d lines of answers".formatted(lines.size()));
        }
        for (int i = 1; i < lines.size(); i++) {
            String expected = "%d,Answer to: Name river %d of %d.,".formatted(i - 1, i - 1, i - 1);
            if (!lines.get(i).equals(expected)) {
                problems.add("row %d: %s".formatted(i, lines.get(i)));
            }
        }
        return problems;
    }

    private void firstAnswer(Contender program, Report report)
            throws IOException, InterruptedException {
        try (GeminiServer server = GeminiServer.start()) {
            Workspace workspace = new Workspace();
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            Path inbox = workspace.settings().dataDir().resolve("inbox");
            try (ChildRun run = new ChildRun(program, workspace)) {
                Path prompt = inbox.resolve("first.txt");
                Files.writeString(prompt, "The program has started.");
                run.secondsUntil(() -> server.log().answered() > 0, LIMIT);
                double begun = run.secondsSinceStart();
                writeTable(workspace, MILLION);
                double written = run.secondsSinceStart();
                run.secondsUntil(() -> server.log().answered() > 1, LIMIT);
                report.line(name(), "a million rows")
                        .with("secondsToWrite", written - begun)
                        .with("secondsToFirstAnswer", run.secondsSinceStart() - written)
                        .with("residentMB", run.residentMegabytes())
                        .print();
                run.terminate();
                run.awaitEnd(LIMIT);
            }
        }
    }

    /** Its time lies in the past, as that of the prompts. */
    private static void writeTable(Workspace workspace, int rows) throws IOException {
        Path inbox = workspace.settings().dataDir().resolve("inbox");
        Path task = Files.createDirectories(inbox.resolve("rivers"));
        FileTime aMinuteAgo = FileTime.from(Instant.now().minus(Duration.ofMinutes(1)));
        Path prompt = task.resolve("task.prompt");
        Files.writeString(prompt, "---\nrows: true\n---\nName river {{number}} of {{number}}.");
        Files.setLastModifiedTime(prompt, aMinuteAgo);
        Path whole = workspace.settings().root().resolve("whole.csv");
        try (BufferedWriter csv = Files.newBufferedWriter(whole)) {
            csv.write("number\n");
            for (int i = 0; i < rows; i++) {
                csv.write(i + "\n");
            }
        }
        Files.setLastModifiedTime(whole, aMinuteAgo);
        Files.move(whole, task.resolve("list.csv"));
    }
}
