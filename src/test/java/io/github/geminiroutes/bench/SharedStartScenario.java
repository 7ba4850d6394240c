package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.CachingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * 60 documents, then 300 rows of a table, under a text of 10,000 tokens, and one document: what a
 * server that keeps caches bills for their input with {@code cache: auto} and with {@code off}.
 */
final class SharedStartScenario implements Scenario {
    private static final int DOCUMENTS = 60;
    private static final int ROWS = 300;

    /** 10,000 tokens of the server. */
    private static final String SHARED = "What is allowed. ".repeat(2_353);

    private static final double LEAST_PERCENT = 40;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "shared-start";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        compare(settings, report, "documents", DOCUMENTS);
        compare(settings, report, "rows", ROWS);
        for (String kind : new String[] {"documents", "rows"}) {
            try (CachingServer server = new CachingServer(Clock.systemUTC())) {
                DrainCheck check = drain(settings, server, kind, 1, "auto");
                report.line(name(), "one of " + kind)
                        .with("cachesMade", server.made())
                        .print(check.require(server.made() == 0, "a cache was made").problems());
            }
        }
    }

    private void compare(BenchmarkSettings settings, Report report, String kind, int count)
            throws IOException, InterruptedException {
        try (CachingServer server = new CachingServer(Clock.systemUTC())) {
            drain(settings, server, kind, count, "off");
            long without = server.bill();
            DrainCheck check = drain(settings, server, kind, count, "auto");
            long with = server.bill() - without;
            double percent = 100.0 * (without - with) / without;
            report.line(name(), kind)
                    .with("count", count)
                    .with("tokensBilledWithout", without)
                    .with("tokensBilledWith", with)
                    .with("percentLess", percent)
                    .with("cachesMade", server.made())
                    .with("cachesLeft", server.names().size())
                    .print(
                            check.require(percent >= LEAST_PERCENT, "less than 40 % were saved")
                                    .require(server.made() == 1, "not one cache was made")
                                    .require(server.names().isEmpty(), "a cache was left")
                                    .problems());
        }
    }

    private static DrainCheck drain(
            BenchmarkSettings settings, CachingServer server, String kind, int count, String cache)
            throws IOException, InterruptedException {
        Workspace workspace = new Workspace();
        workspace
                .settings()
                .set("GOOGLE_GEMINI_BASE_URL", server.baseUrl())
                .set("GEMINI_API_KEY", "bench-key");
        boolean areRows = kind.equals("rows");
        Path task =
                Files.createDirectories(
                        workspace.settings().dataDir().resolve("inbox").resolve("task"));
        Files.writeString(
                task.resolve("task.prompt"),
                "---\ncache: %s\nrows: %s\n---\n%s%s"
                        .formatted(cache, areRows, SHARED, areRows ? "{{said}}" : "{{document}}"));
        StringBuilder table = new StringBuilder("said\n");
        for (int i = 0; i < count; i++) {
            String text = "Number " + i + " says: " + "more ".repeat(20).strip();
            table.append(text).append('\n');
            if (!areRows) {
                Files.writeString(task.resolve(i + ".txt"), text);
            }
        }
        if (areRows) {
            Files.writeString(task.resolve("table.csv"), table);
        }
        Contender subject = Contender.geminiRoutes(settings, Map.of(), "run", "--drain");
        int before = server.asked().size();
        try (ChildRun run = new ChildRun(subject, workspace)) {
            ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
            return new DrainCheck(workspace, null)
                    .checkExit(outcome, 0)
                    .require(server.asked().size() - before == count, "not each was asked once");
        }
    }
}
