package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The process is killed with SIGKILL at 20 random moments of one drain. */
final class KillsScenario implements Scenario {
    private static final int PROMPTS = 2_000;
    private static final int KILLS = 20;
    private static final int CALLS_IN_FLIGHT = 16;
    private static final Duration LATENCY = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Most kills come amid the work, some at the start of the process. */
    private static final int MOST_ANSWERS = 80;

    private static final int MOST_MILLIS = 300;

    @Override
    public String name() {
        return "kills";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int prompts = settings.promptsOr(PROMPTS);
        long seed = settings.seed();
        Random random = new Random(seed);
        try (GeminiServer server = GeminiServer.builder().latency(LATENCY).start()) {
            Workspace workspace = new Workspace();
            workspace.writePrompts(prompts);
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            Contender subject =
                    Contender.geminiRoutes(
                            settings,
                            Map.of("MAX_CONCURRENCY", Integer.toString(CALLS_IN_FLIGHT)),
                            "run",
                            "--drain");
            long inFlight = 0;
            long underWay = 0;
            long lost = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                long answers = server.log().answered() + random.nextInt(MOST_ANSWERS);
                int millis = random.nextInt(MOST_MILLIS);
                try (ChildRun run = new ChildRun(subject, workspace)) {
                    run.secondsUntil(() -> server.log().answered() >= answers, LIMIT);
                    pause(millis);
                    long written = records(workspace);
                    long open = server.log().inFlight();
                    inFlight += open;
                    underWay += open + server.log().answered() - written - lost;
                    run.kill();
                    run.awaitEnd(LIMIT);
                }
                lost = server.log().answered() - records(workspace);
            }
            try (ChildRun run = new ChildRun(subject, workspace)) {
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                long twice = server.log().duplicates();
                DrainCheck check =
                        new DrainCheck(workspace, server.log())
                                .checkPrompts(IntStream.range(0, prompts), 1 + KILLS)
                                .checkExit(outcome, 0)
                                .require(
                                        twice <= lost,
                                        "asked twice although the answer was on disk")
                                // Between the count and the kill a moment goes by.
                                .require(
                                        lost <= underWay + KILLS,
                                        "more answers lost than were under way")
                                .require(leftovers(workspace) == 0, "half-written files are left");
                report.line(name(), Contender.SUBJECT)
                        .with("seed", seed)
                        .with("prompts", prompts)
                        .with("kills", KILLS)
                        .with("callsInFlightAtTheKills", inFlight)
                        .with("askedAndNotWrittenAtTheKills", underWay)
                        .with("answersLostWithTheProcess", lost)
                        .with("answeredTwice", twice)
                        .print(check.problems());
            }
        }
    }

    private static void pause(int millis) {
        CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
                .join();
    }

    private static long records(Workspace workspace) throws IOException {
        return files(workspace).filter(name -> name.endsWith(".record.json")).count();
    }

    private static long leftovers(Workspace workspace) throws IOException {
        return files(workspace).filter(name -> name.startsWith(".")).count();
    }

    private static Stream<String> files(Workspace workspace) throws IOException {
        if (!Files.isDirectory(workspace.outbox())) {
            return Stream.empty();
        }
        try (Stream<java.nio.file.Path> files = Files.list(workspace.outbox())) {
            List<String> names = files.map(file -> file.getFileName().toString()).toList();
            return names.stream();
        }
    }
}
