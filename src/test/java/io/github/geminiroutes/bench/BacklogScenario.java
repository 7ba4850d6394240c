package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;

/** An inbox far too full: how soon the first answer comes, and whether memory stays level. */
final class BacklogScenario implements Scenario {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private record Backlog(
            double toFirst,
            double seconds,
            long answered,
            List<Double> resident,
            ChildRun.Outcome outcome,
            List<String> problems) {}

    @Override
    public String name() {
        return "backlog";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        measure(Contender.geminiRoutes(settings, Map.of(), "run"), settings, report);
        measure(Contender.inImage(settings, Map.of(), "run"), settings, report);
    }

    private void measure(Contender contender, BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        Backlog backlog = measure(contender, settings);
        List<Double> late =
                backlog.resident()
                        .subList(backlog.resident().size() / 2, backlog.resident().size());
        DoubleSummaryStatistics level =
                late.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        double last = late.isEmpty() ? Double.NaN : late.get(late.size() - 1);
        report.line(name(), contender.name())
                .with("prompts", settings.backlog())
                .with("answered", backlog.answered())
                .with("secondsToFirstAnswer", backlog.toFirst())
                .with("seconds", backlog.seconds())
                .with("perSecond", backlog.answered() / (backlog.seconds() - backlog.toFirst()))
                .with("cpuSeconds", backlog.outcome().cpuMillis() / 1000)
                .with("maxResidentMB", backlog.outcome().maxResidentMegabytes())
                .with("residentSamples", backlog.resident().size())
                .with("secondHalfMinResidentMB", level.getMin())
                .with("secondHalfMaxResidentMB", level.getMax())
                .with("lastResidentMB", last)
                .print(backlog.problems());
        report.line(name(), "comparison")
                .with("of", contender.name())
                .with("ratio", level.getMax() / level.getMin())
                .print();
    }

    private static Backlog measure(Contender subject, BenchmarkSettings settings)
            throws IOException, InterruptedException {
        try (GeminiServer server = GeminiServer.start()) {
            Workspace workspace = new Workspace();
            workspace.writePrompts(settings.backlog());
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            try (ChildRun run = new ChildRun(subject, workspace)) {
                double toFirst = run.secondsUntil(() -> hasAnswer(workspace.outbox()), LIMIT);
                List<Double> resident = new ArrayList<>();
                run.eachSecondUntil(
                        () -> server.log().answered() >= settings.backlogAnswers(),
                        LIMIT,
                        () -> resident.add(run.residentMegabytes()));
                double seconds = run.secondsSinceStart();
                long answered = server.log().answered();
                List<String> problems = problems(toFirst, run.isAlive(), server.log().duplicates());
                run.terminate();
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                return new Backlog(
                        toFirst, seconds, answered, List.copyOf(resident), outcome, problems);
            }
        }
    }

    private static List<String> problems(double toFirst, boolean alive, long duplicates) {
        List<String> problems = new ArrayList<>();
        if (Double.isNaN(toFirst)) {
            problems.add("no answer");
        }
        if (!alive) {
            problems.add("ended by itself");
        }
        if (duplicates > 0) {
            problems.add(duplicates + " prompts were answered twice");
        }
        return problems;
    }

    private static boolean hasAnswer(Path outbox) {
        if (!Files.isDirectory(outbox)) {
            return false;
        }
        try (DirectoryStream<Path> answers = Files.newDirectoryStream(outbox, "*.response.md")) {
            return answers.iterator().hasNext();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
