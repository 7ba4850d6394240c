package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One prompt: the time from the start of the process to its answer, and from SIGTERM to the exit.
 */
final class StartupScenario implements Scenario {
    private static final int ROUNDS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private record Start(
            double toAnswer,
            double toExit,
            int exitCode,
            double residentMegabytes,
            double cpuMillis) {}

    @Override
    public String name() {
        return "startup";
    }

    /** The bare JDK loop is the floor below which no Java program answers. */
    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        List<Contender> own =
                List.of(
                        Contender.geminiRoutes(settings, Map.of(), "run"),
                        Contender.inImage(settings, Map.of(), "run"));
        Map<String, List<Double>> toAnswer = new LinkedHashMap<>();
        List<Double> floorSeconds = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            Start floor = start(Contender.jdkLoop(), workspace -> workspace.answer(0));
            floorSeconds.add(floor.toAnswer());
            for (Contender contender : own) {
                Start start = start(contender, workspace -> workspace.record(0));
                toAnswer.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                        .add(start.toAnswer());
                describe(contender, round, start, report);
            }
        }
        toAnswer.forEach((name, seconds) -> compare(name, seconds, floorSeconds, report));
    }

    private void compare(String name, List<Double> seconds, List<Double> floor, Report report) {
        report.line(name(), "comparison")
                .with("of", name)
                .with("medianSecondsToAnswer", Report.median(seconds))
                .with("baselineMedianSecondsToAnswer", Report.median(floor))
                .with("ratio", Report.median(seconds) / Report.median(floor))
                .print();
    }

    private static Start start(Contender contender, Function<Workspace, Path> sign)
            throws IOException, InterruptedException {
        try (GeminiServer server = GeminiServer.start()) {
            Workspace workspace = new Workspace();
            workspace.writePrompts(1);
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            Path answer = sign.apply(workspace);
            try (ChildRun run = new ChildRun(contender, workspace)) {
                double toAnswer = run.secondsUntil(() -> Files.exists(answer), LIMIT);
                double signalled = run.secondsSinceStart();
                double resident = run.residentMegabytes();
                run.terminate();
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                return new Start(
                        toAnswer,
                        outcome.seconds() - signalled,
                        outcome.exitCode(),
                        resident,
                        outcome.cpuMillis());
            }
        }
    }

    private void describe(Contender contender, int round, Start start, Report report) {
        List<String> problems = new ArrayList<>();
        if (Double.isNaN(start.toAnswer())) {
            problems.add("no answer");
        }
        if (start.exitCode() != 0) {
            problems.add("exit code " + start.exitCode() + " after SIGTERM");
        }
        report.line(name(), contender.name())
                .with("round", round)
                .with("prompts", 1)
                .with("secondsToAnswer", start.toAnswer())
                .with("secondsFromSignalToExit", start.toExit())
                .with("cpuSeconds", start.cpuMillis() / 1000)
                .with("residentMB", start.residentMegabytes())
                .print(problems);
    }
}
