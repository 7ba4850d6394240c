package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Documents of one task in one folder, and as many in 100 folders, in turn. */
final class FoldersScenario implements Scenario {
    private static final int DOCUMENTS = 10_000;
    private static final int FOLDERS = 100;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "task-folders";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        Contender drain = Contender.inImage(settings, Map.of(), "run", "--drain");
        int documents = settings.promptsOr(DOCUMENTS);
        List<Double> quotients = new ArrayList<>();
        for (int round = 1; round <= settings.rounds(); round++) {
            double inOne = drain(drain, documents, 1, report);
            double inMany = drain(drain, documents, FOLDERS, report);
            quotients.add(inMany / inOne);
        }
        report.line(name(), "comparison")
                .with("cpuInManyToInOne", Report.median(quotients))
                .print();
    }

    /** Returns the processor time. */
    private double drain(Contender drain, int documents, int folders, Report report)
            throws IOException, InterruptedException {
        try (GeminiServer server = GeminiServer.start()) {
            Workspace workspace = new Workspace();
            Path task = workspace.settings().dataDir().resolve("inbox/notes");
            FileTime aMinuteAgo = FileTime.from(Instant.now().minus(Duration.ofMinutes(1)));
            for (int number = 0; number < documents; number++) {
                Path file = task.resolve(name(number, folders));
                Files.createDirectories(file.getParent());
                Files.writeString(file, "The text of note " + number);
                Files.setLastModifiedTime(file, aMinuteAgo);
            }
            Files.writeString(task.resolve("task.prompt"), "Sum {{name}} up: {{document}}");
            Files.setLastModifiedTime(task.resolve("task.prompt"), aMinuteAgo);
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            try (ChildRun run = new ChildRun(drain, workspace)) {
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                List<String> problems = problems(workspace, documents, folders, server, outcome);
                report.line(name(), folders + " folders")
                        .with("documents", documents)
                        .with("seconds", outcome.seconds())
                        .with("cpuMillisPerDocument", outcome.cpuMillis() / documents)
                        .with("maxResidentMB", outcome.maxResidentMegabytes())
                        .print(problems);
                return problems.isEmpty() ? outcome.cpuMillis() : Double.NaN;
            }
        }
    }

    private static String name(int number, int folders) {
        return folders == 1
                ? "note-%05d.txt".formatted(number)
                : "box-%02d/note-%05d.txt".formatted(number % folders, number);
    }

    private static List<String> problems(
            Workspace workspace,
            int documents,
            int folders,
            GeminiServer server,
            ChildRun.Outcome outcome)
            throws IOException {
        DrainCheck check =
                new DrainCheck(workspace, server.log())
                        .checkExit(outcome, 0)
                        .require(server.log().arrived() == documents, "asked twice, or not at all");
        for (int number = 0; number < documents; number++) {
            String name = name(number, folders);
            Path answer = workspace.outbox().resolve("notes/" + name + ".response.md");
            check.require(
                    Files.exists(answer)
                            && Files.readString(answer)
                                    .strip()
                                    .endsWith("The text of note " + number),
                    name + " has not its answer");
        }
        return check.problems();
    }
}
